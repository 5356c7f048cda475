// Package canonical plays the steps that come on standard input, one a line; python/canonical.py says which,
// and what the answers are.
package canonical

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Program is a driver, connected.
type Program interface {
	Autocommit(text string, n int) (int, error)
	Transaction(text string, n int) (int, error)
	Plain(text string) (string, error)
	SQLState(error) string
	Close()
}

func Target() string { return os.Getenv("DATABASE_URL") }

func Config() string {
	if len(os.Args) > 1 {
		return os.Args[1]
	}
	return ""
}

// With adds a parameter to a connection URL.
func With(url, parameter string) string {
	if strings.Contains(url, "?") {
		return url + "&" + parameter
	}
	return url + "?" + parameter
}

func step(p Program, line string) (any, error) {
	what, rest, _ := strings.Cut(line, " ")
	switch what {
	case "sql":
		return p.Plain(rest)
	case "fail":
		return p.Autocommit("select 1 / cast($1 as int4)", 0)
	}
	k, value, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(value)
	if err != nil {
		return nil, err
	}
	text := "select cast($1 as int4) + " + k
	if what == "transaction" {
		return p.Transaction(text, n)
	}
	return p.Autocommit(text, n)
}

func failed(p Program, err error) string {
	return fmt.Sprintf("error %s %s", p.SQLState(err), strings.Join(strings.Fields(err.Error()), " "))
}

// Play connects and plays. `p` need not be connected to tell an SQLSTATE.
func Play(p Program, connect func() error) {
	if err := connect(); err != nil {
		fmt.Println(failed(p, err))
		os.Exit(1)
	}
	fmt.Println("ready")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if value, err := step(p, strings.TrimSpace(lines.Text())); err != nil {
			fmt.Println(failed(p, err))
		} else {
			fmt.Println("ok", value)
		}
	}
	p.Close()
}
