#include "support/tls_side.hpp"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
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

}  // namespace

struct tls_side::state {
  tls_ptr tls{SSL_new(context())};
};

bool asks_for_tls(std::string_view packet) { return packet == "\0\0\0\x08\x04\xd2\x16\x2f"s; }

tls_side::tls_side(conversation const& with) : with_(with), state_(std::make_unique<state>()) {
  SSL_set_bio(state_->tls.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_accept_state(state_->tls.get());
}

tls_side::~tls_side() = default;

template <class Step>
int tls_side::until_done(Step step) {
  for (;;) {
    {
      std::lock_guard const lock(guard_);
      auto const result = step();
      auto const wants_more = SSL_get_error(state_->tls.get(), result) == SSL_ERROR_WANT_READ;
      auto* const out = SSL_get_wbio(state_->tls.get());
      std::string bytes(BIO_ctrl_pending(out), '\0');
      if (!bytes.empty() && BIO_read(out, bytes.data(), static_cast<int>(bytes.size())) > 0 &&
          !with_.say(bytes))
        return 0;
      if (!wants_more) return result;
    }
    auto const bytes = with_.receive();
    if (bytes.empty()) return 0;
    std::lock_guard const lock(guard_);
    BIO_write(SSL_get_rbio(state_->tls.get()), bytes.data(), static_cast<int>(bytes.size()));
  }
}

bool tls_side::shake_hands() {
  return until_done([this] { return SSL_do_handshake(state_->tls.get()); }) == 1;
}

std::string tls_side::receive() {
  std::array<char, 4096> buffer;
  auto const got =
      until_done([&] { return SSL_read(state_->tls.get(), buffer.data(), static_cast<int>(buffer.size())); });
  return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
}

bool tls_side::say(std::string_view bytes) {
  return bytes.empty() || until_done([&] {
                            return SSL_write(state_->tls.get(), bytes.data(), static_cast<int>(bytes.size()));
                          }) > 0;
}

std::string tls_side::server_name() const {
  auto const* name = SSL_get_servername(state_->tls.get(), TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

}  // namespace poolprobe::testing
