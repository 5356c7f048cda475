package main

import (
	"context"
	"database/sql"
	"errors"

	"github.com/lib/pq"

	"poolprobe/tests/drivers/referenceprogram"
)

var settings = map[string]string{
	"":                  "sslmode=disable",
	"binary-parameters": "sslmode=disable&binary_parameters=yes",
	"prepare":           "sslmode=disable",
}

type program struct {
	referenceprogram.Without
	pool       *sql.DB // of one
	statements referenceprogram.Statements
}

func (p *program) Connect() (err error) {
	url := referenceprogram.With(referenceprogram.Target(), settings[referenceprogram.Config()])
	if p.pool, err = sql.Open("postgres", url); err != nil {
		return
	}
	p.pool.SetMaxOpenConns(1)
	if referenceprogram.Config() == "prepare" {
		p.statements.Pool = p.pool
	}
	return p.GiveBack()
}

func (p *program) Autocommit(text string, n int) (answer int, err error) {
	if p.statements.Pool != nil {
		return p.statements.Ask(text, n)
	}
	err = p.pool.QueryRow(text, n).Scan(&answer)
	return
}

func (p *program) Transaction(work func(referenceprogram.Ask) error) error {
	if p.statements.Pool != nil {
		return p.statements.Transaction(work)
	}
	block, err := p.pool.Begin()
	if err != nil {
		return err
	}
	err = work(func(text string, n int) (answer int, err error) {
		err = block.QueryRow(text, n).Scan(&answer)
		return
	})
	if err != nil {
		block.Rollback()
		return err
	}
	return block.Commit()
}

func (p *program) Plain(text string) (string, error) {
	_, err := p.pool.Exec(text)
	return "done", err
}

func (p *program) Can(step string) bool {
	return step == "give_back" || step == "drop" && p.statements.Pool != nil
}

func (p *program) Drop(text string) error { return p.statements.Drop(text) }

// Every query gives the connection back to database/sql's pool; this does so without a query.
func (p *program) GiveBack() error {
	connection, err := p.pool.Conn(context.Background())
	if err != nil {
		return err
	}
	return connection.Close()
}

func (p *program) SQLState(err error) string {
	if told := new(pq.Error); errors.As(err, &told) {
		return string(told.Code)
	}
	return "-"
}

func (p *program) Close() {
	p.statements.Close()
	p.pool.Close()
}

func main() { referenceprogram.RunSteps(new(program)) }
