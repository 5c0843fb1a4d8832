// Writing, merging and putting databases in each other's place.
#include <fcntl.h>
#include <stdio.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <string_view>

#include "Internal.hpp"

using namespace mcx;

namespace {

/// Reads the records described in the header; refuses what runs past the end.
class Records {
 public:
  Records(const uint8_t *bytes, size_t length) : at_(bytes), end_(bytes + length) {}
  bool done() const { return at_ == end_; }
  uint8_t byte() {
    if (at_ == end_) throw Xapian::InvalidArgumentError("document record cut short");
    return *at_++;
  }
  uint32_t number() {
    uint32_t value = 0;
    for (unsigned shift = 0; shift < 32; shift += 7) {
      uint8_t next = byte();
      value |= static_cast<uint32_t>(next & 0x7f) << shift;
      if (!(next & 0x80)) return value;
    }
    throw Xapian::InvalidArgumentError("document record has a number too large");
  }
  std::string_view view() {
    size_t length = number();
    if (static_cast<size_t>(end_ - at_) < length)
      throw Xapian::InvalidArgumentError("document record cut short");
    std::string_view value(reinterpret_cast<const char *>(at_), length);
    at_ += length;
    return value;
  }
  std::string string() { return std::string(view()); }

 private:
  const uint8_t *at_, *end_;
};

void drop_terms(Xapian::Document &document, const std::string &prefix) {
  std::vector<std::string> terms;
  auto term = document.termlist_begin();
  for (term.skip_to(prefix); term != document.termlist_end(); ++term) {
    std::string found = *term;
    if (found.compare(0, prefix.size(), prefix) != 0) break;
    terms.push_back(std::move(found));
  }
  for (const auto &found : terms) document.remove_term(found);
}

/// A term of a document; without a frequency it is boolean.
class Term {
 public:
  Term(std::string_view name, uint32_t frequency) : frequency(frequency), name_(name) {
    for (size_t i = 0; i < sizeof beginning_; i++)
      beginning_ = beginning_ << 8 | (i < name.size() ? static_cast<uint8_t>(name[i]) : 0);
  }
  bool operator<(const Term &other) const {
    return beginning_ != other.beginning_ ? beginning_ < other.beginning_ : name_ < other.name_;
  }
  std::string_view name() const { return name_; }

  uint32_t frequency;

 private:
  std::string_view name_;
  /// The first octets as a number, which decides most comparisons.
  uint64_t beginning_ = 0;
};

/// Ascending: a document keeps its terms in a tree, which takes less time to grow at its end alone
/// and to go through in the order of memory.
void add_terms(Xapian::Document &document, std::vector<Term> &terms) {
  std::sort(terms.begin(), terms.end());
  std::string name;
  for (const Term &term : terms) {
    name = term.name();
    if (term.frequency > 0) {
      document.add_term(name, term.frequency);
    } else {
      document.add_boolean_term(name);
    }
  }
}

/// The positions, if there are any among the records.
std::string apply(Xapian::Document &document, const uint8_t *bytes, size_t length) {
  std::string positions;
  std::vector<Term> terms;
  Records records(bytes, length);
  while (!records.done()) {
    switch (records.byte()) {
      case 1: {
        std::string_view name = records.view();
        terms.emplace_back(name, records.number());
        break;
      }
      case 2:
        terms.emplace_back(records.view(), 0);
        break;
      case 3: {
        uint32_t slot = records.number();
        document.add_value(slot, records.string());
        break;
      }
      case 4:
        drop_terms(document, records.string());
        break;
      case 5:
        positions = records.string();
        break;
      default:
        throw Xapian::InvalidArgumentError("unknown document record");
    }
  }
  add_terms(document, terms);
  return positions;
}

void split(std::set<std::string> &into, const std::string &joined) {
  size_t from = 0;
  while (from < joined.size()) {
    size_t to = joined.find('\0', from);
    if (to == std::string::npos) to = joined.size();
    into.insert(joined.substr(from, to - from));
    from = to + 1;
  }
}

class Merging : public Xapian::Compactor {
 public:
  explicit Merging(std::string union_prefix) : union_prefix_(std::move(union_prefix)) {}

  /// The key comes as the table has it: two octets (0, 0xC0) before that which was given.
  std::string resolve_duplicate_metadata(const std::string &key, size_t count,
                                         const std::string tags[]) override {
    if (key.compare(2, union_prefix_.size(), union_prefix_) != 0) {
      std::string greatest;
      for (size_t i = 0; i < count; i++) greatest = std::max(greatest, tags[i]);
      return greatest;
    }
    std::set<std::string> all;
    for (size_t i = 0; i < count; i++) split(all, tags[i]);
    std::string joined;
    for (const auto &each : all) {
      if (!joined.empty()) joined.push_back('\0');
      joined += each;
    }
    return joined;
  }

 private:
  std::string union_prefix_;
};

}  // namespace

extern "C" {

mcx_writer *mcx_writer_open(const char *path, bool create, bool sync, mcx_error *error) {
  return guarded_new(error, [&] {
    int flags = create ? Xapian::DB_CREATE_OR_OPEN : Xapian::DB_OPEN;
    if (!sync) flags |= Xapian::DB_NO_SYNC;
    auto writer = std::make_unique<mcx_writer>();
    writer->database = Xapian::WritableDatabase(path, flags | Xapian::DB_BACKEND_GLASS);
    // Always in a transaction, since closing commits what is outside of one.
    writer->database.begin_transaction(false);
    return writer.release();
  });
}

bool mcx_writer_put(mcx_writer *writer, uint32_t document, const uint8_t *records, size_t length,
                    mcx_error *error) {
  return guarded(error, [&] {
    Xapian::Document made;
    std::string positions = apply(made, records, length);
    writer->database.replace_document(document, made);
    writer->database.set_metadata(positions_key(document), positions);
  });
}

bool mcx_writer_update(mcx_writer *writer, uint32_t document, const uint8_t *records,
                       size_t length, mcx_error *error) {
  return guarded(error, [&] {
    Xapian::Document changed = writer->database.get_document(document);
    apply(changed, records, length);
    writer->database.replace_document(document, changed);
  });
}

bool mcx_writer_delete(mcx_writer *writer, uint32_t document, mcx_error *error) {
  return guarded(error, [&] {
    try {
      writer->database.delete_document(document);
      writer->database.set_metadata(positions_key(document), std::string());
    } catch (const Xapian::DocNotFoundError &) {
      // Gone already, as wanted.
    }
  });
}

bool mcx_writer_set_metadata(mcx_writer *writer, const uint8_t *key, size_t key_length,
                             const uint8_t *value, size_t value_length, mcx_error *error) {
  return guarded(error, [&] {
    writer->database.set_metadata(text(key, key_length), text(value, value_length));
  });
}

bool mcx_writer_commit(mcx_writer *writer, mcx_error *error) {
  return guarded(error, [&] {
    writer->database.commit_transaction();
    writer->database.commit();
    writer->database.begin_transaction(false);
  });
}

void mcx_writer_free(mcx_writer *writer) {
  if (!writer) return;
  guarded(nullptr, [&] { writer->database.cancel_transaction(); });
  guarded(nullptr, [&] { writer->database.close(); });
  Inside here;
  delete writer;
}

bool mcx_compact(const char *const *sources, size_t count, const char *target,
                 const char *union_prefix, mcx_error *error) {
  return guarded(error, [&] {
    Xapian::Database database;
    for (size_t i = 0; i < count; i++) database.add_database(Xapian::Database(sources[i]));
    Merging merging(union_prefix);
    // In one pass: several, as Xapian offers, take three times as long with data in memory.
    database.compact(target, Xapian::DBCOMPACT_NO_RENUMBER | Xapian::Compactor::FULL, 0, merging);
  });
}

bool mcx_exchange(const char *first, const char *second, mcx_error *error) {
  if (renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE) == 0) return true;
  return fail(error, MCX_IO, std::strerror(errno));
}

}  // extern "C"
