package reference_program;

# Runs the steps that come on standard input, one a line; python/reference_program.py says which, and what
# the answers are.

use strict;
use warnings;

sub sum { my ($k) = @_; return "select cast(? as int4) + $k" }

my $division = 'select 1 / cast(? as int4)';
my $missing  = 'select n from poolprobe_missing_table where n = ?';

# A step that dies has failed; one that returns nothing has found no such thing in the driver.
sub answer_to {
    my ($program, $line) = @_;
    my ($what, $rest) = split ' ', $line, 2;
    return $program->plain($rest) if $what eq 'sql';
    my ($k, $n) = split ' ', $rest // '';
    return $program->autocommit(sum($k), $n) if $what eq 'autocommit';
    return $program->transaction(sum($k), $n) if $what eq 'transaction';
    return $program->autocommit($division, 0) if $what eq 'fail';
    return $program->autocommit($missing,  1) if $what eq 'missing';
    return $program->rolled_back([$missing, 1]) if $what eq 'missing_inside';
    return $program->rolled_back([sum($k), $n], [$division, 0]) if $what eq 'fail_inside';
    return $program->rolled_back([sum($k), $n]) if $what eq 'rollback';
    return $program->dropped(sum($k), $n) if $what eq 'drop';
    return $program->dropped_last(sum($k), $n) if $what eq 'drop_last';
    return $program->dropped_inside(sum($k), sum($k + 1), $n) if $what eq 'drop_inside';
    return $program->batch(sum($k), $n, $n + 1, $n + 2) if $what eq 'batch';
    return $program->reconnect if $what eq 'reconnect';
    return undef if $what =~ /^(fill|cursor|cursor_early|give_back)$/;
    die "no such step: $what\n";
}

sub failed {
    my ($program, $error) = @_;
    $error =~ s/\s+/ /g;
    return 'error ' . ($program ? $program->sqlstate : '-') . " $error";
}

sub main {
    my ($make) = @_;
    $| = 1;
    my $program = eval { $make->() };
    if (!$program) { print failed(undef, $@), "\n"; exit 1 }
    print "ready\n";
    while (my $line = <STDIN>) {
        chomp $line;
        my $answer;
        if (eval { $answer = answer_to($program, $line); 1 }) {
            $answer //= 'none';
            print $answer eq '' ? "ok\n" : "ok $answer\n";
        } else {
            print failed($program, $@), "\n";
        }
    }
    $program->close;
}

1;
