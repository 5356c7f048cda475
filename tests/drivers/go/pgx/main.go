package main

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"poolprobe/tests/drivers/referenceprogram"
)

var modes = map[string]string{
	"":               "",
	"cache-describe": "default_query_exec_mode=cache_describe",
	"describe-exec":  "default_query_exec_mode=describe_exec",
	"exec":           "default_query_exec_mode=exec",
	"simple":         "default_query_exec_mode=simple_protocol",
	"v4-url":         "statement_cache_mode=describe",
}

// The setting of the cache's capacity, where the mode has one.
var capacities = map[string]string{
	"":               "statement_cache_capacity=",
	"cache-describe": "description_cache_capacity=",
	"v4-url":         "statement_cache_capacity=",
}

var background = context.Background()

type program struct {
	referenceprogram.Without
	pool       *pgxpool.Pool // of one
	held       *pgxpool.Conn
	connection *pgx.Conn
}

func (p *program) Connect() (err error) {
	url := referenceprogram.With(referenceprogram.Target(), modes[referenceprogram.Config()])
	if size, key := referenceprogram.CacheSize(), capacities[referenceprogram.Config()]; size != "" && key != "" {
		url = referenceprogram.With(url, key+size)
	}
	if p.pool, err = pgxpool.New(background, referenceprogram.With(url, "pool_max_conns=1")); err != nil {
		return
	}
	return p.take()
}

func (p *program) take() (err error) {
	if p.held, err = p.pool.Acquire(background); err == nil {
		p.connection = p.held.Conn()
	}
	return
}

func (p *program) Autocommit(text string, n int) (answer int, err error) {
	err = p.connection.QueryRow(background, text, n).Scan(&answer)
	return
}

func (p *program) Transaction(work func(referenceprogram.Ask) error) error {
	return pgx.BeginFunc(background, p.connection, func(block pgx.Tx) error {
		return work(func(text string, n int) (answer int, err error) {
			err = block.QueryRow(background, text, n).Scan(&answer)
			return
		})
	})
}

func (p *program) Plain(text string) (string, error) {
	tag, err := p.connection.Exec(background, text)
	return tag.String(), err
}

func (p *program) Can(step string) bool {
	switch step {
	case "drop":
		return referenceprogram.Config() == "" || referenceprogram.Config() == "v4-url"
	case "fill":
		return capacities[referenceprogram.Config()] != ""
	}
	return true
}

// What pgx prepared by itself it lets go of as a whole only.
func (p *program) Drop(string) error { return p.connection.DeallocateAll(background) }

func (p *program) Batch(text string, numbers []int) (answer int, err error) {
	batch := new(pgx.Batch)
	for _, n := range numbers {
		batch.Queue(text, n).QueryRow(func(row pgx.Row) error { return row.Scan(&answer) })
	}
	err = p.connection.SendBatch(background, batch).Close()
	return
}

func (p *program) GiveBack() error {
	p.release()
	return p.take()
}

func (p *program) release() {
	if p.held != nil {
		p.held.Release()
		p.held = nil
	}
}

func (p *program) SQLState(err error) string {
	if told := new(pgconn.PgError); errors.As(err, &told) {
		return told.Code
	}
	return "-"
}

func (p *program) Close() {
	p.release()
	p.pool.Close()
}

func main() { referenceprogram.RunSteps(new(program)) }
