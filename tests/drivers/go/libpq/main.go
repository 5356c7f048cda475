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
}

type program struct{ pool *sql.DB }

func (p *program) Autocommit(text string, n int) (answer int, err error) {
	err = p.pool.QueryRow(text, n).Scan(&answer)
	return
}

func (p *program) Transaction(text string, n int) (answer int, err error) {
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

func (p *program) Close() { p.pool.Close() }

func main() {
	p := new(program)
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
