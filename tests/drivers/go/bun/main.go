package main

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"

	"poolprobe/tests/drivers/referenceprogram"
)

var background = context.Background()

type program struct {
	referenceprogram.Without
	pool       *sql.DB // of one
	db         *bun.DB
	statements referenceprogram.Statements
}

func (p *program) Connect() error {
	url := referenceprogram.With(referenceprogram.Target(), "sslmode=disable")
	p.pool = sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(url)))
	p.pool.SetMaxOpenConns(1)
	p.db = bun.NewDB(p.pool, pgdialect.New())
	if referenceprogram.Config() == "prepare" {
		p.statements.Pool = p.pool
	}
	return p.GiveBack()
}

func (p *program) Autocommit(text string, n int) (answer int, err error) {
	if p.statements.Pool != nil {
		return p.statements.Ask(text, n)
	}
	err = p.db.NewRaw(text, n).Scan(background, &answer)
	return
}

func (p *program) Transaction(work func(referenceprogram.Ask) error) error {
	if p.statements.Pool != nil {
		return p.statements.Transaction(work)
	}
	return p.db.RunInTx(background, nil, func(_ context.Context, block bun.Tx) error {
		return work(func(text string, n int) (answer int, err error) {
			err = block.NewRaw(text, n).Scan(background, &answer)
			return
		})
	})
}

func (p *program) Plain(text string) (string, error) {
	_, err := p.db.Exec(text)
	return "done", err
}

func (p *program) Can(step string) bool {
	return step == "give_back" || step == "drop" && p.statements.Pool != nil
}

func (p *program) Drop(text string) error { return p.statements.Drop(text) }

// Every query gives the connection back to database/sql's pool; this does so without a query.
func (p *program) GiveBack() error {
	connection, err := p.pool.Conn(background)
	if err != nil {
		return err
	}
	return connection.Close()
}

func (p *program) SQLState(err error) string {
	if told := (pgdriver.Error{}); errors.As(err, &told) {
		return told.Field('C')
	}
	return "-"
}

func (p *program) Close() {
	p.statements.Close()
	p.db.Close()
}

func main() {
	if referenceprogram.Config() != "prepare" {
		referenceprogram.Placeholder = "?"
	}
	referenceprogram.RunSteps(new(program))
}
