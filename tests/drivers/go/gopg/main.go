package main

import (
	"context"
	"errors"

	"github.com/go-pg/pg/v10"

	"poolprobe/tests/drivers/referenceprogram"
)

var prepares = referenceprogram.Config() == "prepare"

type program struct {
	referenceprogram.Without
	db       *pg.DB
	prepared map[string]*pg.Stmt // with db.Prepare, by their text; each keeps a connection of its own
	inBlock  map[string]*pg.Stmt
}

func (p *program) Connect() error {
	options, err := pg.ParseURL(referenceprogram.With(referenceprogram.Target(), "sslmode=disable"))
	if err != nil {
		return err
	}
	if !prepares {
		options.PoolSize = 1
	}
	p.db, p.prepared = pg.Connect(options), map[string]*pg.Stmt{}
	return p.db.Ping(context.Background())
}

type prepare func(text string) (*pg.Stmt, error)

func (p prepare) ask(known map[string]*pg.Stmt, text string, n int) (answer int, err error) {
	statement := known[text]
	if statement == nil {
		if statement, err = p(text); err != nil {
			return
		}
		known[text] = statement
	}
	_, err = statement.QueryOne(pg.Scan(&answer), n)
	return
}

func (p *program) Autocommit(text string, n int) (answer int, err error) {
	if prepares {
		return prepare(p.db.Prepare).ask(p.prepared, text, n)
	}
	_, err = p.db.QueryOne(pg.Scan(&answer), text, n)
	return
}

func (p *program) Transaction(work func(referenceprogram.Ask) error) error {
	p.inBlock = map[string]*pg.Stmt{}
	defer func() { p.inBlock = nil }()
	return p.db.RunInTransaction(context.Background(), func(block *pg.Tx) error {
		return work(func(text string, n int) (answer int, err error) {
			if prepares {
				return prepare(block.Prepare).ask(p.inBlock, text, n)
			}
			_, err = block.QueryOne(pg.Scan(&answer), text, n)
			return
		})
	})
}

func (p *program) Plain(text string) (string, error) {
	_, err := p.db.Exec(text)
	return "done", err
}

func (p *program) Can(step string) bool { return step == "drop" && prepares || step == "give_back" }

func (p *program) Drop(text string) error {
	known := p.prepared
	if p.inBlock != nil {
		known = p.inBlock
	}
	defer delete(known, text)
	return known[text].Close()
}

// GiveBack has no query; each gives the connection back to the pool besides.
func (p *program) GiveBack() error { return p.db.Conn().Close() }

func (p *program) SQLState(err error) string {
	if told := pg.Error(nil); errors.As(err, &told) {
		return told.Field('C')
	}
	return "-"
}

func (p *program) Close() {
	for _, statement := range p.prepared {
		statement.Close()
	}
	p.db.Close()
}

func main() {
	if !prepares {
		referenceprogram.Placeholder = "?"
	}
	referenceprogram.RunSteps(new(program))
}
