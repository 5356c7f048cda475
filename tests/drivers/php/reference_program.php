<?php
// Runs the steps that come on standard input, one a line; python/reference_program.py says which, and what
// the answers are.

declare(strict_types=1);

namespace ReferenceProgram;

/** What a step returns where the driver has no such thing. */
const NONE = 'none';

const DIVISION = 'select 1 / cast(? as int4)';
const MISSING = 'select n from poolprobe_missing_table where n = ?';

function sum(int $k): string
{
    return "select cast(? as int4) + $k";
}

function series(int $k): string
{
    return "select cast(? as int4) + $k + i from generate_series(0, 4) as i";
}

function answer_to(object $program, string $line): string
{
    [$what, $rest] = explode(' ', $line, 2) + [1 => ''];
    if ($what === 'sql') {
        return $program->plain($rest);
    }
    [$k, $n] = array_map('intval', explode(' ', $rest)) + [1 => 0];
    return (string) match ($what) {
        'autocommit' => $program->autocommit(sum($k), $n),
        'transaction' => $program->transaction(sum($k), $n),
        'fail' => $program->autocommit(DIVISION, 0),
        'missing' => $program->autocommit(MISSING, 1),
        'missing_inside' => $program->rolledBack([MISSING, 1]),
        'fail_inside' => $program->rolledBack([sum($k), $n], [DIVISION, 0]),
        'rollback' => $program->rolledBack([sum($k), $n]),
        'drop' => $program->dropped(sum($k), $n),
        'drop_last' => $program->transaction(sum($k), $n),  // which drops its statement before it commits
        'drop_inside' => $program->droppedInside(sum($k), sum($k + 1), $n),
        'cursor' => $program->cursor(series($k), $n, 5),
        'cursor_early' => $program->cursor(series($k), $n, 2),
        'reconnect' => $program->reconnect(),
        'fill', 'batch', 'give_back' => NONE,
    };
}

function failed(\Throwable $error): string
{
    $state = $error instanceof \PDOException ? ($error->errorInfo[0] ?? '-') : '-';
    return "error $state " . preg_replace('/\s+/', ' ', $error->getMessage());
}

function main(callable $make): void
{
    try {
        $program = $make();
    } catch (\Throwable $error) {
        echo failed($error), "\n";
        exit(1);
    }
    echo "ready\n";
    while (($line = fgets(STDIN)) !== false) {
        try {
            $answer = rtrim('ok ' . answer_to($program, trim($line)));
        } catch (\Throwable $error) {
            $answer = failed($error);
        }
        unset($error);
        echo $answer, "\n";
    }
}
