#include "wire/encrypt_ahead.hpp"

#include <openssl/bio.h>
#include <openssl/ssl.h>

namespace poolprobe::wire {

std::string encrypted(ssl_st& tls, std::string_view bytes) {
  auto* const memory = BIO_new(BIO_s_mem());
  if (memory == nullptr) return {};
  SSL_set0_wbio(&tls, memory);  // owns it from now on
  if (SSL_write(&tls, bytes.data(), static_cast<int>(bytes.size())) != static_cast<int>(bytes.size()))
    return {};
  std::string sent(BIO_ctrl_pending(memory), '\0');
  auto const size = static_cast<int>(sent.size());
  return BIO_read(memory, sent.data(), size) == size ? sent : std::string();
}

}  // namespace poolprobe::wire
