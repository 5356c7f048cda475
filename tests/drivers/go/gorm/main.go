package main

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"poolprobe/tests/drivers/referenceprogram"
)

type program struct {
	referenceprogram.Without
	db   *gorm.DB
	pool *sql.DB // of one
}

var prepares = referenceprogram.Config() == "prepare-stmt"
var simple = referenceprogram.Config() == "simple"

func (p *program) Connect() (err error) {
	url, size := referenceprogram.Target(), referenceprogram.CacheSize()
	config := gorm.Config{PrepareStmt: prepares, Logger: logger.Discard}
	if prepares {
		config.PrepareStmtMaxSize, _ = strconv.Atoi(size)
	} else if size != "" && !simple {
		url = referenceprogram.With(url, "statement_cache_capacity="+size)
	}
	dialect := postgres.New(postgres.Config{DSN: url, PreferSimpleProtocol: simple})
	if p.db, err = gorm.Open(dialect, &config); err != nil {
		return
	}
	if p.pool, err = p.db.DB(); err == nil {
		p.pool.SetMaxOpenConns(1)
	}
	return
}

func (p *program) Autocommit(text string, n int) (answer int, err error) {
	err = p.db.Raw(text, n).Scan(&answer).Error
	settle()
	return
}

func (p *program) Transaction(work func(referenceprogram.Ask) error) error {
	defer settle()
	return p.db.Transaction(func(block *gorm.DB) error {
		return work(func(text string, n int) (answer int, err error) {
			err = block.Raw(text, n).Scan(&answer).Error
			settle()
			return
		})
	})
}

func (p *program) Plain(text string) (string, error) { return "done", p.db.Exec(text).Error }

func (p *program) Can(step string) bool {
	return step == "drop" && prepares || step == "fill" && !simple || step == "give_back"
}

// Drop closes all, as the manual has it: there is no way to close one.
func (p *program) Drop(string) error {
	p.db.ConnPool.(*gorm.PreparedStmtDB).Close()
	settle()
	return nil
}

// GORM closes statements beside the program, in no order with what that asks next.
func settle() {
	if prepares {
		time.Sleep(20 * time.Millisecond)
	}
}

// GiveBack has no query; each gives the connection back to database/sql's pool besides.
func (p *program) GiveBack() error {
	connection, err := p.pool.Conn(context.Background())
	if err != nil {
		return err
	}
	return connection.Close()
}

func (p *program) SQLState(err error) string {
	if told := new(pgconn.PgError); errors.As(err, &told) {
		return told.Code
	}
	return "-"
}

func (p *program) Close() { p.pool.Close() }

func main() {
	referenceprogram.Placeholder = "?"
	referenceprogram.RunSteps(new(program))
}
