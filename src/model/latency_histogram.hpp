#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace poolprobe {

/// How long operations took, counted in buckets that are at most 1/128 of their value wide, so that every
/// percentile is right to half of that. Histograms of several threads, repeats or machines add up exactly.
class latency_histogram {
 public:
  /// One operation; what took more than an hour counts as an hour.
  void record(std::uint64_t nanoseconds);
  void add(latency_histogram const&);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// The time in microseconds that `part` (0..1) of the operations took at most, by the nearest rank; exact
  /// for 0 and 1. 0 where nothing was recorded.
  [[nodiscard]] double percentile_us(double part) const;
  [[nodiscard]] double mean_us() const;

  /// As it is saved: number and count of every bucket that is not empty, in order; the sum and both ends in
  /// nanoseconds beside it.
  struct saved {
    std::vector<std::pair<std::uint32_t, std::uint64_t>> buckets;
    std::uint64_t sum_ns = 0;
    std::uint64_t least_ns = 0;
    std::uint64_t most_ns = 0;

    friend bool operator==(saved const&, saved const&) = default;
  };
  [[nodiscard]] saved save() const;
  /// Throws `std::invalid_argument` where that cannot have been saved by a histogram.
  [[nodiscard]] static latency_histogram load(saved const&);

 private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t least_ = 0;
  std::uint64_t most_ = 0;
};

}  // namespace poolprobe
