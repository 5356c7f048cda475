package main

import (
	"context"
	"errors"

	"github.com/jackc/pgconn"
	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/pgxpool"

	"poolprobe/tests/drivers/referenceprogram"
)

var background = context.Background()

type program struct {
	referenceprogram.Without
	pool       *pgxpool.Pool // of one
	held       *pgxpool.Conn
	connection *pgx.Conn
}

func (p *program) Connect() error {
	url := referenceprogram.With(referenceprogram.Target(), "pool_max_conns=1")
	if referenceprogram.Config() == "describe" {
		url = referenceprogram.With(url, "statement_cache_mode=describe")
	}
	if size := referenceprogram.CacheSize(); size != "" {
		url = referenceprogram.With(url, "statement_cache_capacity="+size)
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return err
	}
	config.ConnConfig.PreferSimpleProtocol = referenceprogram.Config() == "simple"
	if p.pool, err = pgxpool.ConnectConfig(background, config); err != nil {
		return err
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
	return p.connection.BeginFunc(background, func(block pgx.Tx) error {
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
	return step == "batch" || step == "give_back" || step == "fill" && referenceprogram.Config() != "simple"
}

func (p *program) Batch(text string, numbers []int) (answer int, err error) {
	batch := new(pgx.Batch)
	for _, n := range numbers {
		batch.Queue(text, n)
	}
	results := p.connection.SendBatch(background, batch)
	for range numbers {
		if err = results.QueryRow().Scan(&answer); err != nil {
			break
		}
	}
	return answer, errors.Join(err, results.Close())
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
