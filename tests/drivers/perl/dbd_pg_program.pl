use strict;
use warnings;

package Program;

use DBI;

my %settings = (
    ''                  => {},
    'old'               => {},
    'no-server-prepare' => { pg_server_prepare  => 0 },
    'switch-1'          => { pg_switch_prepared => 1 },
    'switch-1-old'      => { pg_switch_prepared => 1 },
);

sub new {
    my ($class, $config) = @_;
    my ($user, $password, $host, $port, $database, $options) =
        $ENV{DATABASE_URL} =~ m{^\w+://([^:@]*)(?::([^@]*))?@([^:/]+):(\d+)/([^?]*)(?:\?(.*))?$}
        or die "cannot read DATABASE_URL\n";
    my $self = {
        config => $config,
        source => join(';', "dbi:Pg:dbname=$database;host=$host;port=$port", split /&/, $options // ''),
        login  => [$user, $password],
    };
    bless $self, $class;
    $self->open;
    return $self;
}

sub open {
    my ($self) = @_;
    my %with = (RaiseError => 1, PrintError => 0, AutoCommit => 1, %{ $settings{ $self->{config} } });
    $self->{database} = DBI->connect($self->{source}, @{ $self->{login} }, \%with);
}

# A handle that the program keeps for each text.
sub autocommit {
    my ($self, $text, $n) = @_;
    my $database = $self->{database};
    my ($value) = $database->selectrow_array($database->prepare_cached($text), undef, $n);
    return $value;
}

sub in_a_transaction {
    my ($self, $work, $end) = @_;
    my $database = $self->{database};
    $database->begin_work;
    my $value = eval { $work->() };
    if (my $error = $@) {
        $self->{state} = $database->state;
        eval { $database->rollback };
        die $error;
    }
    $end eq 'commit' ? $database->commit : $database->rollback;
    return $value;
}

sub transaction {
    my ($self, $text, $n) = @_;
    return $self->in_a_transaction(sub { $self->autocommit($text, $n) }, 'commit');
}

sub rolled_back {
    my ($self, @queries) = @_;
    return $self->in_a_transaction(
        sub {
            my $value;
            $value = $self->autocommit(@$_) for @queries;
            return $value;
        },
        'rollback'
    );
}

# A handle that leaves its scope, once the driver has prepared its statement.
sub dropped {
    my ($self, $text, $n) = @_;
    my $executions = $self->{config} =~ /^switch-1/ ? 1 : 2;
    my $handle     = $self->{database}->prepare($text);
    my $value;
    ($value) = $self->{database}->selectrow_array($handle, undef, $n) for 1 .. $executions;
    return $value;
}

sub dropped_last {
    my ($self, $text, $n) = @_;
    return $self->in_a_transaction(sub { $self->dropped($text, $n) }, 'commit');
}

sub dropped_inside {
    my ($self, $text, $next, $n) = @_;
    return $self->in_a_transaction(
        sub {
            $self->dropped($text, $n);
            return $self->autocommit($next, $n);
        },
        'commit'
    );
}

sub batch {
    my ($self, $text, @parameters) = @_;
    my $handle = $self->{database}->prepare_cached($text);
    my $count  = $handle->execute_array({}, \@parameters);
    $handle->finish;
    return $count;
}

sub plain {
    my ($self, $text) = @_;
    return $self->{database}->do($text);
}

sub sqlstate {
    my ($self) = @_;
    return delete $self->{state} || $self->{database}->state || '-';
}

sub reconnect {
    my ($self) = @_;
    $self->close;
    $self->open;
    return '';
}

sub close {
    my ($self) = @_;
    $self->{database}->disconnect;
}

package main;

use FindBin;
use lib $FindBin::Bin;
use reference_program;

reference_program::main(sub { Program->new($ARGV[0] // '') });
