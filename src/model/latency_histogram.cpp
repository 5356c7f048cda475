#include "model/latency_histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

namespace poolprobe {
namespace {

constexpr unsigned sub_bits = 7;  // each power of two is cut into 128 buckets
constexpr std::uint64_t subs = std::uint64_t{1} << sub_bits;
constexpr std::uint64_t longest = 3'600'000'000'000;  // an hour

/// Below 256 every number has a bucket of its own.
constexpr std::uint32_t bucket_of(std::uint64_t ns) {
  if (ns < 2 * subs) return static_cast<std::uint32_t>(ns);
  auto const shift = static_cast<unsigned>(std::bit_width(ns)) - sub_bits - 1;
  return static_cast<std::uint32_t>(shift * subs + (ns >> shift));
}

constexpr std::uint32_t bucket_count = bucket_of(longest) + 1;

/// The middle of a bucket.
double middle_of(std::uint32_t bucket) {
  if (bucket < 2 * subs) return bucket;
  auto const shift = bucket / subs - 1;
  auto const lower = (bucket - shift * subs) << shift;
  return static_cast<double>(lower) + static_cast<double>((std::uint64_t{1} << shift) - 1) / 2;
}

constexpr double ns_per_us = 1000;

}  // namespace

void latency_histogram::record(std::uint64_t nanoseconds) {
  auto const ns = std::min(nanoseconds, longest);
  if (counts_.empty()) counts_.resize(bucket_count);
  ++counts_[bucket_of(ns)];
  least_ = count_ == 0 ? ns : std::min(least_, ns);
  most_ = std::max(most_, ns);
  sum_ += ns;
  ++count_;
}

void latency_histogram::add(latency_histogram const& other) {
  if (other.count_ == 0) return;
  if (counts_.empty()) counts_.resize(bucket_count);
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  least_ = count_ == 0 ? other.least_ : std::min(least_, other.least_);
  most_ = std::max(most_, other.most_);
  sum_ += other.sum_;
  count_ += other.count_;
}

double latency_histogram::percentile_us(double part) const {
  if (count_ == 0) return 0;
  if (part <= 0) return static_cast<double>(least_) / ns_per_us;
  auto const rank = static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(count_)));
  if (rank >= count_) return static_cast<double>(most_) / ns_per_us;
  std::uint64_t seen = 0;
  std::uint32_t bucket = 0;
  while ((seen += counts_[bucket]) < rank) ++bucket;
  auto const least = static_cast<double>(least_), most = static_cast<double>(most_);
  return std::clamp(middle_of(bucket), least, most) / ns_per_us;
}

double latency_histogram::mean_us() const {
  return count_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(count_) / ns_per_us;
}

latency_histogram::saved latency_histogram::save() const {
  saved all{{}, sum_, least_, most_};
  for (std::uint32_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] > 0) all.buckets.emplace_back(i, counts_[i]);
  }
  return all;
}

latency_histogram latency_histogram::load(saved const& from) {
  latency_histogram made;
  if (from.buckets.empty()) return made;
  made.counts_.resize(bucket_count);
  std::int64_t last = -1;
  for (auto const& [bucket, count] : from.buckets) {
    if (bucket >= bucket_count || bucket <= last || count == 0 || count > UINT64_MAX / 2 - made.count_)
      throw std::invalid_argument("a bucket that no histogram has");
    last = bucket;
    made.counts_[bucket] = count;
    made.count_ += count;
  }
  if (bucket_of(std::min(from.least_ns, longest)) != from.buckets.front().first ||
      bucket_of(std::min(from.most_ns, longest)) != from.buckets.back().first)
    throw std::invalid_argument("ends that are not in the buckets");
  made.sum_ = from.sum_ns;
  made.least_ = from.least_ns;
  made.most_ = from.most_ns;
  return made;
}

}  // namespace poolprobe
