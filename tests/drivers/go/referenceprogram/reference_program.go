// Package referenceprogram runs the steps that come on standard input, one a line;
// python/reference_program.py says which, and what the answers are.
package referenceprogram

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Ask runs a query with one parameter and tells the number that it returns.
type Ask func(text string, n int) (int, error)

// Program is a driver, connected.
type Program interface {
	Connect() error
	// SQLState needs no connection.
	SQLState(error) string
	Autocommit(text string, n int) (int, error)
	// Transaction ends in COMMIT, or in the driver's own ROLLBACK where work fails.
	Transaction(work func(Ask) error) error
	Plain(text string) (string, error)
	Close()

	// Can tells whether the configuration has this step: drop, fill, batch or give_back.
	Can(step string) bool
	// Drop lets go of the statement of a query that was asked, inside a transaction or outside.
	Drop(text string) error
	Batch(text string, numbers []int) (int, error)
	GiveBack() error
}

// Without is a Program's part without the steps that only some drivers have.
type Without struct{}

func (Without) Can(string) bool                  { return false }
func (Without) Drop(string) error                { return nil }
func (Without) Batch(string, []int) (int, error) { return 0, nil }
func (Without) GiveBack() error                  { return nil }

// Placeholder is how the driver writes the parameter.
var Placeholder = "$1"

func Target() string { return os.Getenv("DATABASE_URL") }

func Config() string {
	if len(os.Args) > 1 {
		return os.Args[1]
	}
	return ""
}

// CacheSize is the capacity that a statement cache must have, or empty for the driver's own.
func CacheSize() string { return os.Getenv("POOLPROBE_STATEMENTS") }

// With adds a parameter to a connection URL; an empty one adds nothing.
func With(url, parameter string) string {
	switch {
	case parameter == "":
		return url
	case strings.Contains(url, "?"):
		return url + "&" + parameter
	}
	return url + "?" + parameter
}

func query(k int) string { return fmt.Sprintf("select cast(%s as int4) + %d", Placeholder, k) }

func division() string { return "select 1 / cast(" + Placeholder + " as int4)" }

func missing() string { return "select n from poolprobe_missing_table where n = " + Placeholder }

var onPurpose = errors.New("rolled back on purpose")

func step(p Program, line string) (value any, err error) {
	what, rest, _ := strings.Cut(line, " ")
	if what == "sql" {
		return p.Plain(rest)
	}
	var k, n, answer int
	fmt.Sscan(rest, &k, &n)
	switch what {
	case "autocommit":
		return p.Autocommit(query(k), n)
	case "fail":
		return p.Autocommit(division(), 0)
	case "missing":
		return p.Autocommit(missing(), 1)
	case "cursor", "cursor_early":
		return "none", nil
	case "drop", "drop_inside", "drop_last", "fill", "batch", "give_back":
		if !p.Can(strings.TrimSuffix(strings.TrimSuffix(what, "_inside"), "_last")) {
			return "none", nil
		}
	}
	switch what {
	case "transaction":
		err = p.Transaction(func(ask Ask) (err error) {
			answer, err = ask(query(k), n)
			return
		})
	case "missing_inside":
		err = p.Transaction(func(ask Ask) error {
			_, err := ask(missing(), 1)
			return err
		})
	case "fail_inside":
		err = p.Transaction(func(ask Ask) error {
			if _, err := ask(query(k), n); err != nil {
				return err
			}
			_, err := ask(division(), 0)
			return err
		})
	case "rollback":
		err = p.Transaction(func(ask Ask) (err error) {
			if answer, err = ask(query(k), n); err == nil {
				err = onPurpose
			}
			return
		})
		if errors.Is(err, onPurpose) {
			err = nil
		}
	case "drop":
		if answer, err = p.Autocommit(query(k), n); err == nil {
			err = p.Drop(query(k))
		}
	case "drop_last":
		err = p.Transaction(func(ask Ask) (err error) {
			if answer, err = ask(query(k), n); err == nil {
				err = p.Drop(query(k))
			}
			return
		})
	case "drop_inside":
		err = p.Transaction(func(ask Ask) (err error) {
			if _, err = ask(query(k), n); err != nil {
				return
			}
			if err = p.Drop(query(k)); err != nil {
				return
			}
			answer, err = ask(query(k+1), n)
			return
		})
	case "fill":
		for i := 0; i < n && err == nil; i++ {
			answer, err = p.Autocommit(query(k+i), n)
		}
	case "batch":
		answer, err = p.Batch(query(k), []int{n, n + 1, n + 2})
	case "give_back":
		return "", p.GiveBack()
	case "reconnect":
		p.Close()
		return "", p.Connect()
	default:
		err = errors.New("no such step: " + strconv.Quote(line))
	}
	return answer, err
}

func failed(p Program, err error) string {
	return fmt.Sprintf("error %s %s", p.SQLState(err), strings.Join(strings.Fields(err.Error()), " "))
}

// RunSteps connects and runs the steps.
func RunSteps(p Program) {
	if err := p.Connect(); err != nil {
		fmt.Println(failed(p, err))
		os.Exit(1)
	}
	fmt.Println("ready")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if value, err := step(p, strings.TrimSpace(lines.Text())); err != nil {
			fmt.Println(failed(p, err))
		} else {
			fmt.Println(strings.TrimSpace(fmt.Sprint("ok ", value)))
		}
	}
	p.Close()
}
