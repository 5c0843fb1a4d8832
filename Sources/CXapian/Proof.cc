#include "Proof.hpp"

#include <cstring>

namespace mcx {

namespace {

constexpr uint64_t factor = 0xD6E8FEB86659FD93;

void append(std::string &bytes, uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> shift));
}

uint64_t number(std::string_view bytes) {
  uint64_t value = 0;
  for (char byte : bytes) value = value << 8 | static_cast<uint8_t>(byte);
  return value;
}

/// The bytes are taken eight at a time, the least significant first, as all processors have them that
/// this is built for.
uint64_t digest(uint64_t seed, std::string_view bytes) {
  uint64_t value = mixed(seed + bytes.size());
  while (bytes.size() >= 8) {
    uint64_t next;
    std::memcpy(&next, bytes.data(), sizeof next);
    value = (value ^ next) * factor;
    value ^= value >> 32;
    bytes.remove_prefix(8);
  }
  uint64_t rest = 0;
  std::memcpy(&rest, bytes.data(), bytes.size());
  return mixed(value ^ rest);
}

}  // namespace

uint64_t mixed(uint64_t number) {
  number = (number ^ number >> 32) * factor;
  number = (number ^ number >> 32) * factor;
  return number ^ number >> 32;
}

std::string Proof::bytes() const {
  std::string bytes;
  append(bytes, row);
  append(bytes, content);
  return bytes;
}

Proof::Proof(std::string_view bytes) {
  if (bytes.size() != 16) return;
  row = number(bytes.substr(0, 8));
  content = number(bytes.substr(8));
}

uint64_t term_digest(std::string_view term, Xapian::termcount count) {
  return mixed(digest(1ull << 32, term) + count * factor);
}

uint64_t value_digest(Xapian::valueno slot, std::string_view value) {
  return mixed(digest(2ull << 32, value) + slot * factor);
}

uint64_t positions_digest(std::string_view positions) {
  return positions.empty() ? 0 : digest(3ull << 32, positions);
}

uint64_t content_digest(const Xapian::Document &document, std::string_view positions) {
  uint64_t sum = positions_digest(positions);
  for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
    sum += term_digest(*term, term.get_wdf());
  }
  for (auto value = document.values_begin(); value != document.values_end(); ++value) {
    if (value.get_valueno() != proof_slot) sum += value_digest(value.get_valueno(), *value);
  }
  return sum;
}

std::string block_key(uint32_t block) {
  const char key[] = {'d', static_cast<char>(block >> 24), static_cast<char>(block >> 16),
                      static_cast<char>(block >> 8), static_cast<char>(block)};
  return std::string(key, sizeof key);
}

bool is_block_key(std::string_view key) { return key.size() == 5 && key[0] == 'd'; }

}  // namespace mcx
