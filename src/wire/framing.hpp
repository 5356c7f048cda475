#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace poolprobe::wire {

/// A message that passes through. Its body may be cut: rows and parameter values are not kept.
struct passing {
  char type = 0;
  std::uint32_t size = 0;  ///< of the whole body in bytes, as its length says
  std::string_view body;   ///< valid until the next call of `next` or `feed`
};

/// Which side sends: a type letter has different meanings.
enum class sender { client, server };

/// Splits the bytes of a session into messages, in pieces of any size. It keeps no more of a message than it
/// returns, whatever its length; an impossible length ends it.
class framing {
 public:
  /// The text of a statement is kept up to here.
  static constexpr std::size_t most_text = std::size_t{256} << 10U;

  explicit framing(sender who) : who_(who) {}

  /// Adds bytes, which must stay valid until `next` has returned nullopt.
  void feed(std::string_view bytes) { rest_ = bytes; }
  [[nodiscard]] std::optional<passing> next();
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  [[nodiscard]] bool begin();
  [[nodiscard]] passing whole();
  void collect();

  sender who_;
  std::string_view rest_;
  std::string head_;  // of a message whose header came in pieces
  std::string kept_;  // the beginning of the body of a message that came in pieces
  char type_ = 0;
  std::uint32_t size_ = 0;
  std::uint32_t missing_ = 0;  // bytes of the body that have not arrived
  bool within_ = false;
  bool broken_ = false;
};

}  // namespace poolprobe::wire
