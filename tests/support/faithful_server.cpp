#include "support/faithful_server.hpp"

#include <algorithm>

#include "wire/message.hpp"
#include "wire/message_frame.hpp"

namespace poolprobe::testing {
namespace {

using namespace std::string_literals;

auto const ready = framed('Z', "I");
auto const done = framed('C', "SELECT 1\0"s);

std::string columns() {
  return framed('T', "\0\1v\0"s + std::string(6, '\0') + "\0\0\0\x17\0\4\xff\xff\xff\xff\0\0"s);
}

/// One client's messages in, PostgreSQL's answers out.
class session {
 public:
  /// The answer to the whole messages that have come so far.
  [[nodiscard]] std::string receive(std::string_view bytes) {
    held_ += bytes;
    std::string said;
    auto const next = [this] { return wire::first_message(held_, wire::decoder::most_bytes); };
    for (auto message = next(); message.whole(); message = next()) {
      auto const size = message.size();
      said += answer(message.type, message.body);
      held_.erase(0, size);
    }
    return said;
  }

 private:
  [[nodiscard]] std::string row() const { return row_of(value_); }

  std::string answer(char type, std::string_view body) {
    switch (type) {
      case 'Q':
        if (!body.starts_with("select 0") && !body.starts_with("select 1:")) value_.clear();
        if (auto const at = body.find("::int4"); at != body.npos) take(body.substr(7, at - 7));
        return value_.empty() ? framed('C', "SET\0"s) + ready : columns() + row() + done + ready;
      case 'P':
        return framed('1', "");
      case 'B':  // two names, no formats, one parameter of seven digits, no formats
        take(body.substr(body.size() - 9, 7));
        return framed('2', "");
      case 'D':
        return (body.starts_with('S') ? framed('t', "\0\1\0\0\0\x17"s) : "") + columns();
      case 'C':
        return framed('3', "");
      case 'E':
        return row() + done;
      case 'S':
        return ready;
      default:
        return {};
    }
  }

  void take(std::string_view digits) {
    value_ = digits;
    value_.erase(0, std::min(value_.find_first_not_of('0'), value_.size()));
  }

  std::string held_;
  std::string value_;
};

}  // namespace

std::string row_of(std::string_view value) {
  auto body = "\0\1"s;
  wire::append_uint32(body, static_cast<std::uint32_t>(value.size()));
  return framed('D', body.append(value));
}

behaviour answers_by(std::function<bool(conversation&, std::string const&, int)> say) {
  return accepts_login([say = std::move(say)](conversation& with) {
    session talks;
    int turn = 0;
    for (auto bytes = with.receive(); !bytes.empty(); bytes = with.receive()) {
      auto const answer = talks.receive(bytes);
      if (answer.empty()) continue;
      if (!say(with, answer, ++turn)) return;
    }
  });
}

behaviour answers_faithfully(spoil spoiled) {
  return answers_by([spoiled = std::move(spoiled)](conversation& with, std::string const& answer, int turn) {
    return with.say(spoiled(answer, turn));
  });
}

behaviour answers_faithfully() {
  return answers_faithfully([](std::string answer, int) { return answer; });
}

}  // namespace poolprobe::testing
