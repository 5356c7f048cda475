#include "support/tls_server.hpp"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace poolprobe::testing {
namespace {

using namespace std::string_literals;

template <auto Free>
struct free_with {
  template <class T>
  void operator()(T* what) const {
    Free(what);
  }
};
using context_ptr = std::unique_ptr<SSL_CTX, free_with<SSL_CTX_free>>;
using tls_ptr = std::unique_ptr<SSL, free_with<SSL_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, free_with<EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, free_with<X509_free>>;

/// Self-signed, good for an hour.
context_ptr make_context() {
  constexpr long hour_s = 3600;
  context_ptr context(SSL_CTX_new(TLS_server_method()));
  key_ptr const key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  certificate_ptr const certificate(X509_new());
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), hour_s);
  X509_set_pubkey(certificate.get(), key.get());
  if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0 ||
      SSL_CTX_use_certificate(context.get(), certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1)
    throw std::runtime_error("no certificate could be made");
  return context;
}

SSL_CTX* context() {
  static auto const made = make_context();
  return made.get();
}

/// The server's side of TLS; all bytes go through the conversation.
class tls_side {
 public:
  explicit tls_side(conversation& with) : with_(with), tls_(SSL_new(context())) {
    SSL_set_bio(tls_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(tls_.get());
  }

  [[nodiscard]] bool shake_hands() {
    return until_done([this] { return SSL_do_handshake(tls_.get()); }) == 1;
  }
  /// Empty once the client is gone.
  [[nodiscard]] std::string receive() {
    std::array<char, 4096> buffer;
    auto const got =
        until_done([&] { return SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size())); });
    return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
  }
  void say(std::string const& bytes) {
    (void)until_done([&] { return SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())); });
  }
  [[nodiscard]] std::string server_name() const {
    auto const* name = SSL_get_servername(tls_.get(), TLSEXT_NAMETYPE_host_name);
    return name == nullptr ? "" : name;
  }

 private:
  template <class Step>
  int until_done(Step step) {
    for (;;) {
      auto const result = step();
      auto const wants_more = SSL_get_error(tls_.get(), result) == SSL_ERROR_WANT_READ;
      pass_on();
      if (!wants_more) return result;
      auto const bytes = with_.receive();
      if (bytes.empty()) return 0;
      BIO_write(SSL_get_rbio(tls_.get()), bytes.data(), static_cast<int>(bytes.size()));
    }
  }

  void pass_on() {
    auto* const out = SSL_get_wbio(tls_.get());
    std::string bytes(BIO_ctrl_pending(out), '\0');
    if (!bytes.empty() && BIO_read(out, bytes.data(), static_cast<int>(bytes.size())) > 0)
      (void)with_.say(bytes);
  }

  conversation& with_;
  tls_ptr tls_;
};

bool asks_for_tls(std::string_view packet) { return packet == "\0\0\0\x08\x04\xd2\x16\x2f"s; }

bool is_cancel(std::string_view packet) { return packet.substr(4, 4) == "\x04\xd2\x16\x2e"s; }

std::string login() {
  return framed('R', "\0\0\0\0"s) + framed('S', "server_version\0"s + "15.0\0"s) +
         framed('K', "\0\0\x10\x92"s + tls_server::key()) + framed('Z', "I");
}

}  // namespace

tls_server::tls_server() : server_([this](conversation& with) { serve(with); }) {}

/// As a signed number it is negative.
std::string tls_server::key() { return "\xfe\x01\x80\x7f"; }

std::vector<tls_call> tls_server::calls() const {
  std::lock_guard const lock(guard_);
  return calls_;
}

void tls_server::note(tls_call call) {
  std::lock_guard const lock(guard_);
  calls_.push_back(std::move(call));
}

void tls_server::serve(conversation& with) {
  auto const request = with.receive();
  if (!asks_for_tls(request)) return note({false, "", request});
  if (!with.say("S")) return;
  tls_side over(with);
  if (!over.shake_hands()) return;
  auto const first = over.receive();
  note({true, over.server_name(), first});
  if (first.empty() || is_cancel(first)) return;
  over.say(login());
  while (!over.receive().empty()) {
  }
}

}  // namespace poolprobe::testing
