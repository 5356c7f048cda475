#include "wire/authentication.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "wire/big_endian.hpp"
#include "wire/message.hpp"
#include "wire/number.hpp"

namespace poolprobe::wire {
namespace {

/// What the first four bytes of an authentication request ask for.
enum class method : std::uint32_t { clear_text = 3, md5 = 5, sasl = 10, sasl_continue = 11, sasl_final = 12 };

constexpr std::string_view mechanism = "SCRAM-SHA-256";
constexpr std::string_view no_binding = "n,,";  // RFC 5802, section 7: the client does not support it

unsigned char const* bytes_of(std::string_view text) {
  return reinterpret_cast<unsigned char const*>(text.data());
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void must(bool done) {
  if (!done) throw std::runtime_error("OpenSSL could not do what a login with a password needs");
}

/// nullopt where the machine's rules forbid the algorithm, as FIPS 140 forbids MD5.
std::optional<std::string> digest(EVP_MD const* how, std::string_view text) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), bytes_of(out), &size, how, nullptr) != 1) return std::nullopt;
  out.resize(size);
  return out;
}

std::string sha256(std::string_view text) {
  auto const out = digest(EVP_sha256(), text);
  must(out.has_value());
  return *out;
}

std::string hmac(std::string_view key, std::string_view text) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  must(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(),
            bytes_of(out), &size) != nullptr);
  out.resize(size);
  return out;
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (auto const c : bytes) {
    auto const value = static_cast<unsigned char>(c);
    out += digits[value >> 4U];
    out += digits[value & 0xFU];
  }
  return out;
}

std::string base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  out.resize(static_cast<std::size_t>(
      EVP_EncodeBlock(bytes_of(out), bytes_of(bytes), static_cast<int>(bytes.size()))));
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  std::string out(text.size(), '\0');
  auto const size = EVP_DecodeBlock(bytes_of(out), bytes_of(text), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  auto const padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  out.resize(static_cast<std::size_t>(size - padding));
  return out;
}

/// Takes "NAME=VALUE" off the front of what commas separate; nullopt where another name comes.
std::optional<std::string_view> take(std::string_view& from, char name) {
  if (from.size() < 2 || from[0] != name || from[1] != '=') return std::nullopt;
  auto const end = std::min(from.find(','), from.size());
  auto const value = from.substr(2, end - 2);
  from.remove_prefix(std::min(end + 1, from.size()));
  return value;
}

std::string salted(std::string const& password, std::string_view salt, int iterations) {
  std::string out(32, '\0');  // as long as SHA-256
  must(PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes_of(salt),
                         static_cast<int>(salt.size()), iterations, EVP_sha256(),
                         static_cast<int>(out.size()), bytes_of(out)) == 1);
  return out;
}

/// RFC 4013 leaves it as it is.
bool needs_no_preparation(std::string_view password) {
  return std::all_of(password.begin(), password.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::string password_message(std::string text) {
  text.push_back('\0');
  return framed('p', text);
}

std::optional<std::string> hashed(std::string const& user, secret const& password, std::string_view salt) {
  auto const inner = digest(EVP_md5(), password.reveal() + user);
  auto const outer = inner ? digest(EVP_md5(), hex(*inner).append(salt)) : std::nullopt;
  return outer ? std::optional(password_message("md5" + hex(*outer))) : std::nullopt;
}

}  // namespace

authentication::authentication(std::string user, secret const& password, std::string nonce)
    : user_(std::move(user)), password_(password), nonce_(std::move(nonce)) {}

std::optional<std::string> authentication::answer(std::string_view request) {
  constexpr std::size_t code_size = 4;
  constexpr std::size_t salt_size = 4;
  if (request.size() < code_size || password_.empty()) return std::nullopt;
  auto const asked = static_cast<method>(read_uint32(request));
  request.remove_prefix(code_size);
  if (begun_ && asked != method::sasl_continue && asked != method::sasl_final) return std::nullopt;
  switch (asked) {
    case method::clear_text:
      return password_message(password_.reveal());
    case method::md5:
      if (request.size() != salt_size) return std::nullopt;
      return hashed(user_, password_, request);
    case method::sasl:
      return begin_scram(request);
    case method::sasl_continue:
      return prove(request);
    case method::sasl_final:
      return set_pool_facts(request);
  }
  return std::nullopt;
}

std::optional<std::string> authentication::begin_scram(std::string_view mechanisms) {
  auto offered = false;
  while (!mechanisms.empty() && !offered) {
    auto const end = std::min(mechanisms.find('\0'), mechanisms.size());
    offered = mechanisms.substr(0, end) == mechanism;
    mechanisms.remove_prefix(std::min(end + 1, mechanisms.size()));
  }
  if (!offered || !needs_no_preparation(password_.reveal())) return std::nullopt;
  begun_ = true;
  auto const first = std::string(no_binding) + "n=,r=" + nonce_;  // the startup packet has named the user
  std::string body(mechanism);
  body.push_back('\0');
  append_uint32(body, static_cast<std::uint32_t>(first.size()));
  return framed('p', body + first);
}

std::optional<std::string> authentication::prove(std::string_view server_first) {
  constexpr int most_iterations = 1'000'000;  // about a second; PostgreSQL takes 4096
  auto rest = server_first;
  auto const nonce = take(rest, 'r');
  auto const salt = take(rest, 's');
  auto const count = take(rest, 'i');
  if (!begun_ || !server_signature_.empty() || !nonce || !salt || !count || !rest.empty())
    return std::nullopt;
  auto const plain_salt = from_base64(*salt);
  auto const iterations = read_number<int>(*count);
  if (!nonce->starts_with(nonce_) || nonce->size() == nonce_.size() || !plain_salt || !iterations ||
      *iterations < 1 || *iterations > most_iterations)
    return std::nullopt;
  auto const without_proof = "c=" + base64(no_binding) + ",r=" + std::string(*nonce);
  auto const signed_text = "n=,r=" + nonce_ + "," + std::string(server_first) + "," + without_proof;
  auto const key = salted(password_.reveal(), *plain_salt, *iterations);
  auto proof = hmac(key, "Client Key");
  auto const signature = hmac(sha256(proof), signed_text);
  for (std::size_t i = 0; i < proof.size(); ++i) proof[i] = static_cast<char>(proof[i] ^ signature[i]);
  server_signature_ = base64(hmac(hmac(key, "Server Key"), signed_text));
  return framed('p', without_proof + ",p=" + base64(proof));
}

std::optional<std::string> authentication::set_pool_facts(std::string_view server_final) {
  auto const theirs = take(server_final, 'v');
  proven_ = theirs && !server_signature_.empty() && theirs->size() == server_signature_.size() &&
            CRYPTO_memcmp(theirs->data(), server_signature_.data(), theirs->size()) == 0;
  return proven_ ? std::optional<std::string>(std::in_place) : std::nullopt;
}

std::string authentication::fresh_nonce() {
  std::string bytes(18, '\0');
  must(RAND_bytes(bytes_of(bytes), static_cast<int>(bytes.size())) == 1);
  return base64(bytes);
}

}  // namespace poolprobe::wire
