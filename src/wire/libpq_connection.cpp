#include "wire/libpq_connection.hpp"

#include <libpq-fe.h>

#include <array>
#include <new>

namespace poolprobe::wire {
namespace {

std::string or_empty(char const* text) { return text == nullptr ? "" : text; }

struct free_options {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

void keep_notice(void* into, PGresult const* result) {
  constexpr std::size_t enough = 100;  // the server decides how many it sends
  auto& kept = *static_cast<std::vector<std::string>*>(into);
  if (kept.size() < enough) kept.emplace_back(PQresultErrorMessage(result));
}

void drop_notice(void*, PGresult const*) {}

}  // namespace

void libpq_connection::finish::operator()(pg_conn* conn) const { PQfinish(conn); }

libpq_connection::libpq_connection(libpq_parameters parameters) {
  parameters.add(nullptr, nullptr);
  handle_.reset(PQconnectStartParams(parameters.keywords_.data(), parameters.values_.data(), 0));
  if (!handle_) throw std::bad_alloc();
}

libpq_connection::phase libpq_connection::at() const {
  switch (PQstatus(handle_.get())) {
    case CONNECTION_NEEDED:
    case CONNECTION_STARTED:
      return phase::dialling;
    case CONNECTION_SSL_STARTUP:
      return phase::requesting_tls;
    case CONNECTION_MADE:
      return phase::dialled;
    case CONNECTION_AWAITING_RESPONSE:
      return phase::logging_in;
    case CONNECTION_AUTH_OK:
      return phase::authenticated;
    case CONNECTION_BAD:
      return phase::failed;
    default:
      return phase::later;
  }
}

libpq_connection::need libpq_connection::poll() {
  switch (PQconnectPoll(handle_.get())) {
    case PGRES_POLLING_READING:
      return need::read;
    case PGRES_POLLING_WRITING:
      return need::write;
    case PGRES_POLLING_OK:
      return need::nothing;
    default:
      return need::failed;
  }
}

int libpq_connection::socket() const { return PQsocket(handle_.get()); }

bool libpq_connection::tls() const { return PQsslInUse(handle_.get()) != 0; }

stream libpq_connection::over() const {
  return {socket(), static_cast<ssl_st*>(PQsslStruct(handle_.get(), "OpenSSL"))};
}

std::string libpq_connection::error() const { return or_empty(PQerrorMessage(handle_.get())); }
std::string libpq_connection::host() const { return or_empty(PQhost(handle_.get())); }
std::string libpq_connection::host_address() const { return or_empty(PQhostaddr(handle_.get())); }
std::string libpq_connection::port() const { return or_empty(PQport(handle_.get())); }

secret libpq_connection::password() const { return secret(or_empty(PQpass(handle_.get()))); }

bool libpq_connection::used_password() const { return PQconnectionUsedPassword(handle_.get()) != 0; }

std::string libpq_connection::setting(std::string_view keyword) const {
  std::unique_ptr<PQconninfoOption, free_options> const options(PQconninfo(handle_.get()));
  for (auto const* o = options.get(); o != nullptr && o->keyword != nullptr; ++o) {
    if (keyword == o->keyword) return or_empty(o->val);
  }
  return {};
}

std::optional<std::string> libpq_connection::parameter(char const* name) const {
  auto const* value = PQparameterStatus(handle_.get(), name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

int libpq_connection::backend_pid() const { return PQbackendPID(handle_.get()); }

void libpq_connection::keep_notices(std::vector<std::string>& into) {
  PQsetErrorVerbosity(handle_.get(), PQERRORS_VERBOSE);  // the only way to a login error's SQLSTATE
  PQsetNoticeReceiver(handle_.get(), keep_notice, &into);
}

void libpq_connection::drop_notices() { PQsetNoticeReceiver(handle_.get(), drop_notice, nullptr); }

void libpq_connection::take_what_was_read() { PQisBusy(handle_.get()); }

void libpq_connection::free_cancel::operator()(pg_cancel* key) const { PQfreeCancel(key); }

libpq_connection::cancel_key libpq_connection::key() const {
  return cancel_key(handle_ ? PQgetCancel(handle_.get()) : nullptr);
}

bool libpq_connection::send_cancel(pg_cancel* key) {
  std::array<char, 256> error{};
  return PQcancel(key, error.data(), error.size()) == 1;
}

}  // namespace poolprobe::wire
