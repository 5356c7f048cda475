#include "lab/certificate.hpp"

#include "lab/server.hpp"
#include "model/fatal.hpp"

namespace poolprobe::lab {

using namespace std::chrono_literals;

certificate make_certificate(workspace const& folder, interrupted_check const& interrupted) {
  auto const openssl = find_program("openssl");
  if (openssl.empty())
    throw fatal{exit_code::usage, "there is no openssl on this machine to make a certificate with",
                "Debian, Ubuntu: apt install openssl; macOS: brew install openssl"};
  auto const tls = folder.make_folder("tls");
  certificate made{.key = tls / "server.key", .file = tls / "server.crt"};
  command const what{.program = openssl,
                     .arguments = {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
                                   "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
                                   "-keyout", made.key.string(), "-out", made.file.string()},
                     .output = folder.path() / "openssl.log"};
  if (!run(what, 30s, interrupted))
    throw fatal{exit_code::defect, "openssl made no certificate" + last_lines(read_file(what.output))};
  return made;
}

}  // namespace poolprobe::lab
