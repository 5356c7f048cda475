<?php

declare(strict_types=1);

require __DIR__ . '/reference_program.php';

final class Program
{
    private const SETTINGS = [
        '' => [],
        'old' => [],
        'emulate' => [PDO::ATTR_EMULATE_PREPARES => true],
        'no-prepares' => [PDO::PGSQL_ATTR_DISABLE_PREPARES => true],
    ];

    private ?PDO $database = null;

    public function __construct(private string $config)
    {
        $this->reconnect();
    }

    public function reconnect(): string
    {
        $this->database = null;
        $url = parse_url(getenv('DATABASE_URL'));
        parse_str($url['query'] ?? '', $more);
        $where = ['host' => $url['host'], 'port' => $url['port'], 'dbname' => substr($url['path'], 1)];
        $source = 'pgsql:' . http_build_query($where + $more, '', ';');
        $options = [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION] + self::SETTINGS[$this->config];
        $this->database = new PDO($source, $url['user'], $url['pass'] ?? null, $options);
        return '';
    }

    /** The statement goes where the function ends. */
    public function autocommit(string $text, int $n): mixed
    {
        $statement = $this->database->prepare($text);
        $statement->execute([$n]);
        return $statement->fetchColumn();
    }

    public function transaction(string $text, int $n): mixed
    {
        return $this->committed(fn () => $this->autocommit($text, $n));
    }

    public function rolledBack(array ...$queries): mixed
    {
        $this->database->beginTransaction();
        try {
            foreach ($queries as [$text, $n]) {
                $value = $this->autocommit($text, $n);
            }
        } finally {
            $this->database->rollBack();
        }
        return $value;
    }

    public function dropped(string $text, int $n): mixed
    {
        return $this->autocommit($text, $n);
    }

    public function droppedInside(string $text, string $next, int $n): mixed
    {
        return $this->committed(function () use ($text, $next, $n) {
            $this->dropped($text, $n);
            return $this->autocommit($next, $n);
        });
    }

    /** A scrollable statement is a cursor of the server, read a row at a time. */
    public function cursor(string $text, int $n, int $rows): mixed
    {
        $statement = $this->database->prepare($text, [PDO::ATTR_CURSOR => PDO::CURSOR_SCROLL]);
        $statement->execute([$n]);
        for ($row = 0; $row < $rows; ++$row) {
            $value = $statement->fetchColumn();
        }
        return $value;
    }

    public function plain(string $text): string
    {
        return (string) $this->database->exec($text);
    }

    private function committed(callable $work): mixed
    {
        $this->database->beginTransaction();
        try {
            $value = $work();
        } catch (Throwable $error) {
            $this->database->rollBack();
            throw $error;
        }
        $this->database->commit();
        return $value;
    }
}

ReferenceProgram\main(fn () => new Program($argv[1] ?? ''));
