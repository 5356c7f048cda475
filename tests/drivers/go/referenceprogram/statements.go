package referenceprogram

import (
	"database/sql"
	"slices"
)

// Statements are those of a program that prepares with database/sql and keeps them by their text.
type Statements struct {
	Pool    *sql.DB // of one; nil where the program does not prepare
	byText  map[string]*sql.Stmt
	inOrder []string
}

func (s *Statements) Ask(text string, n int) (answer int, err error) {
	statement := s.byText[text]
	if statement == nil {
		if statement, err = s.Pool.Prepare(text); err != nil {
			return
		}
		if s.byText == nil {
			s.byText = map[string]*sql.Stmt{}
		}
		s.byText[text] = statement
		s.inOrder = append(s.inOrder, text)
	}
	err = statement.QueryRow(n).Scan(&answer)
	return
}

// Transaction goes without sql.Tx, which would keep the pool's only connection from db.Prepare.
func (s *Statements) Transaction(work func(Ask) error) error {
	if _, err := s.Pool.Exec("BEGIN"); err != nil {
		return err
	}
	if err := work(s.Ask); err != nil {
		s.Pool.Exec("ROLLBACK")
		return err
	}
	_, err := s.Pool.Exec("COMMIT")
	return err
}

func (s *Statements) Drop(text string) error {
	statement := s.byText[text]
	delete(s.byText, text)
	s.inOrder = slices.DeleteFunc(s.inOrder, func(known string) bool { return known == text })
	return statement.Close()
}

func (s *Statements) Close() {
	for _, text := range s.inOrder {
		s.byText[text].Close()
	}
	s.byText, s.inOrder = nil, nil
}
