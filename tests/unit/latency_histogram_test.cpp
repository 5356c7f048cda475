#include "model/latency_histogram.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

using poolprobe::latency_histogram;

namespace {

/// By the nearest rank, as the histogram has it.
double exact_us(std::vector<std::uint64_t> const& sorted, double part) {
  auto const rank = std::max(1.0, std::ceil(part * static_cast<double>(sorted.size())));
  return static_cast<double>(sorted[static_cast<std::size_t>(rank) - 1]) / 1000;
}

std::vector<std::uint64_t> lognormal(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  std::lognormal_distribution<double> times(std::log(80'000), 1.2);
  std::vector<std::uint64_t> all(count);
  for (auto& ns : all) ns = static_cast<std::uint64_t>(times(random));
  return all;
}

latency_histogram of(std::vector<std::uint64_t> const& times) {
  latency_histogram made;
  for (auto const ns : times) made.record(ns);
  return made;
}

}  // namespace

TEST_CASE("percentiles of a known distribution are within one percent of the exact ones") {
  auto times = lognormal(1, 200'000);
  auto const counted = of(times);
  std::sort(times.begin(), times.end());
  for (double const part : {0.0001, 0.01, 0.5, 0.9, 0.99, 0.999, 0.99999}) {
    CAPTURE(part);
    auto const exact = exact_us(times, part);
    CHECK(std::abs(counted.percentile_us(part) - exact) <= exact * 0.01);
  }
  CHECK(counted.percentile_us(0) == exact_us(times, 0));
  CHECK(counted.percentile_us(1) == exact_us(times, 1));
}

TEST_CASE("histograms of parts add up to that of the whole, bucket by bucket") {
  auto const first = lognormal(2, 10'000), second = lognormal(3, 777);
  auto whole = first;
  whole.insert(whole.end(), second.begin(), second.end());
  auto sum = of(first);
  sum.add(of(second));
  sum.add(latency_histogram());
  CHECK(sum.save() == of(whole).save());
}

TEST_CASE("a saved histogram comes back as it was") {
  auto const before = of(lognormal(4, 5'000));
  auto const after = latency_histogram::load(before.save());
  CHECK(after.save() == before.save());
  CHECK(after.percentile_us(0.99) == before.percentile_us(0.99));
  CHECK(latency_histogram::load({}).count() == 0);
}

TEST_CASE("what no histogram can have saved is refused") {
  using saved = latency_histogram::saved;
  CHECK_THROWS_AS((void)latency_histogram::load(saved{{{4'000'000, 1}}, 1, 1, 1}), std::invalid_argument);
  CHECK_THROWS_AS((void)latency_histogram::load(saved{{{7, 1}, {7, 1}}, 14, 7, 7}), std::invalid_argument);
  CHECK_THROWS_AS((void)latency_histogram::load(saved{{{7, 0}}, 0, 7, 7}), std::invalid_argument);
  CHECK_THROWS_AS((void)latency_histogram::load(saved{{{7, 1}}, 9, 9, 7}), std::invalid_argument);
}

TEST_CASE("an empty histogram has no time, and the longest time is an hour") {
  CHECK(latency_histogram().percentile_us(0.5) == 0);
  CHECK(of({0, UINT64_MAX}).percentile_us(1) == 3.6e9);
}
