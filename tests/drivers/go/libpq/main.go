package main

import (
	"context"
	"database/sql"
	"errors"

	"github.com/lib/pq"

	"poolprobe/tests/drivers/canonical"
)

var settings = map[string]string{
	"":                  "sslmode=disable",
	"binary-parameters": "sslmode=disable&binary_parameters=yes",
	"prepare":           "sslmode=disable",
}

type program struct {
	pool     *sql.DB
	prepared map[string]*sql.Stmt // with db.Prepare: kept by their text
	inOrder  []*sql.Stmt
}

// The statement of that text, where the program prepares.
func (p *program) statement(text string) (*sql.Stmt, error) {
	if known := p.prepared[text]; known != nil || p.prepared == nil {
		return known, nil
	}
	made, err := p.pool.Prepare(text)
	if err == nil {
		p.prepared[text] = made
		p.inOrder = append(p.inOrder, made)
	}
	return made, err
}

func (p *program) Autocommit(text string, n int) (answer int, err error) {
	statement, err := p.statement(text)
	if err != nil {
		return 0, err
	}
	if statement != nil {
		err = statement.QueryRow(n).Scan(&answer)
	} else {
		err = p.pool.QueryRow(text, n).Scan(&answer)
	}
	return
}

func (p *program) Transaction(text string, n int) (answer int, err error) {
	if p.prepared != nil {
		return p.preparedInTransaction(text, n)
	}
	block, err := p.pool.Begin()
	if err != nil {
		return 0, err
	}
	if err = block.QueryRow(text, n).Scan(&answer); err != nil {
		block.Rollback()
		return
	}
	return answer, block.Commit()
}

// sql.Tx would keep the pool's only connection from db.Prepare.
func (p *program) preparedInTransaction(text string, n int) (answer int, err error) {
	if _, err = p.pool.Exec("BEGIN"); err != nil {
		return
	}
	if answer, err = p.Autocommit(text, n); err != nil {
		p.pool.Exec("ROLLBACK")
		return
	}
	_, err = p.pool.Exec("COMMIT")
	return
}

func (p *program) Plain(text string) (string, error) {
	_, err := p.pool.Exec(text)
	return "done", err
}

func (p *program) SQLState(err error) string {
	if told := new(pq.Error); errors.As(err, &told) {
		return string(told.Code)
	}
	return "-"
}

func (p *program) Close() {
	for _, statement := range p.inOrder {
		statement.Close()
	}
	p.pool.Close()
}

func main() {
	p := new(program)
	if canonical.Config() == "prepare" {
		p.prepared = map[string]*sql.Stmt{}
	}
	canonical.Play(p, func() (err error) {
		p.pool, err = sql.Open("postgres", canonical.With(canonical.Target(), settings[canonical.Config()]))
		if err != nil {
			return err
		}
		p.pool.SetMaxOpenConns(1)
		connection, err := p.pool.Conn(context.Background())
		if err != nil {
			return err
		}
		return connection.Close()
	})
}
