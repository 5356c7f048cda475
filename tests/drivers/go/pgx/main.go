package main

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"poolprobe/tests/drivers/canonical"
)

var modes = map[string]string{
	"":               "",
	"cache-describe": "default_query_exec_mode=cache_describe",
	"describe-exec":  "default_query_exec_mode=describe_exec",
	"exec":           "default_query_exec_mode=exec",
	"simple":         "default_query_exec_mode=simple_protocol",
	"v4-url":         "statement_cache_mode=describe",
}

var background = context.Background()

type program struct{ connection *pgx.Conn }

func (p *program) Autocommit(text string, n int) (answer int, err error) {
	err = p.connection.QueryRow(background, text, n).Scan(&answer)
	return
}

func (p *program) Transaction(text string, n int) (answer int, err error) {
	err = pgx.BeginFunc(background, p.connection, func(block pgx.Tx) error {
		return block.QueryRow(background, text, n).Scan(&answer)
	})
	return
}

func (p *program) Plain(text string) (string, error) {
	tag, err := p.connection.Exec(background, text)
	return tag.String(), err
}

func (p *program) SQLState(err error) string {
	if told := new(pgconn.PgError); errors.As(err, &told) {
		return told.Code
	}
	return "-"
}

func (p *program) Close() { p.connection.Close(background) }

func main() {
	p := new(program)
	canonical.Play(p, func() (err error) {
		p.connection, err = pgx.Connect(background, canonical.With(canonical.Target(), modes[canonical.Config()]))
		return
	})
}
