// Writing, merging and putting databases in each other's place.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
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
  /// The first bytes as a number, which decides most comparisons.
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

/// What of the records is not in the document itself.
struct Applied {
  std::string positions;
  /// What the row in the store is known by; empty: as it was.
  std::string row;
};

Applied apply(Xapian::Document &document, const uint8_t *bytes, size_t length) {
  Applied applied;
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
        applied.positions = records.string();
        break;
      case 6:
        applied.row = records.string();
        if (applied.row.size() != 8) throw Xapian::InvalidArgumentError("a row is known by 8 bytes");
        break;
      default:
        throw Xapian::InvalidArgumentError("unknown document record");
    }
  }
  add_terms(document, terms);
  return applied;
}

/// The proof of a document as it was opened; zero for one that is not there.
Proof held_proof(const Xapian::WritableDatabase &database, Xapian::docid document) {
  if (document > database.get_lastdocid()) return Proof();
  try {
    return Proof(database.get_document(document, Xapian::DOC_ASSUME_VALID).get_value(proof_slot));
  } catch (const Xapian::DocNotFoundError &) {
    return Proof();
  }
}

/// What the records of an update can change in a document.
class Touched {
 public:
  Touched(const uint8_t *bytes, size_t length) {
    Records records(bytes, length);
    while (!records.done()) {
      switch (records.byte()) {
        case 1:
          terms_.emplace(records.string(), false);
          records.number();
          break;
        case 2: terms_.emplace(records.string(), false); break;
        case 3:
          slots_.insert(records.number());
          records.view();
          break;
        case 4: terms_[records.string()] = true; break;
        default: records.view();
      }
    }
  }

  /// The part of the document's content digest, which is a sum, that is of these. Both lists ascend, so that
  /// the terms are gone through once.
  uint64_t digest(const Xapian::Document &document) const {
    uint64_t sum = 0;
    auto term = document.termlist_begin();
    auto end = document.termlist_end();
    for (const auto &[name, is_prefix] : terms_) {
      if (term == end) break;
      term.skip_to(name);
      for (; term != end; ++term) {
        const std::string found = *term;
        if (is_prefix ? found.compare(0, name.size(), name) != 0 : found != name) break;
        sum += term_digest(found, term.get_wdf());
      }
    }
    for (uint32_t slot : slots_) {
      const std::string value = document.get_value(slot);
      if (slot != proof_slot && !value.empty()) sum += value_digest(slot, value);
    }
    return sum;
  }

 private:
  /// With whether all terms that begin so are meant.
  std::map<std::string, bool> terms_;
  std::set<uint32_t> slots_;
};

/// Puts the document in its place, with its proof.
void replace(mcx_writer *writer, Xapian::docid number, Xapian::Document &document,
             const Proof &before, const Applied &applied, uint64_t content) {
  Proof now(applied.row.empty() ? before.bytes() : applied.row + std::string(8, '\0'));
  now.content = content;
  document.add_value(proof_slot, now.bytes());
  writer->database.replace_document(number, document);
  Proof &change = writer->changes[number >> block_bits];
  change += now;
  change -= before;
}

/// Part of the transaction that is about to be committed.
void write_blocks(mcx_writer *writer) {
  for (const auto &[block, change] : writer->changes) {
    const std::string key = block_key(block);
    Proof sum(writer->database.get_metadata(key));
    sum += change;
    writer->database.set_metadata(key, sum.is_zero() ? std::string() : sum.bytes());
  }
  writer->changes.clear();
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

  /// The key comes as the table has it: two bytes (0, 0xC0) before that which was given.
  std::string resolve_duplicate_metadata(const std::string &key, size_t count,
                                         const std::string tags[]) override {
    if (is_block_key(std::string_view(key).substr(2))) {
      Proof sum;
      for (size_t i = 0; i < count; i++) sum += Proof(tags[i]);
      return sum.bytes();
    }
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
    const Applied applied = apply(made, records, length);
    replace(writer, document, made, held_proof(writer->database, document), applied,
            content_digest(made, applied.positions));
    writer->database.set_metadata(positions_key(document), applied.positions);
  });
}

bool mcx_writer_update(mcx_writer *writer, uint32_t document, const uint8_t *records,
                       size_t length, mcx_error *error) {
  return guarded(error, [&] {
    Xapian::Document changed = writer->database.get_document(document);
    // Takes the terms into memory, where they are changed below: else they are unpacked each time.
    changed.termlist_count();
    const Proof before(changed.get_value(proof_slot));
    // The rest of it is not looked at: where it is damaged, the proof goes on saying so.
    const Touched touched(records, length);
    const uint64_t rest = before.content - touched.digest(changed);
    const Applied applied = apply(changed, records, length);
    replace(writer, document, changed, before, applied, rest + touched.digest(changed));
  });
}

bool mcx_records_digest(const uint8_t *records, size_t length, uint64_t *digest,
                        mcx_error *error) {
  return guarded(error, [&] {
    Xapian::Document made;
    const Applied applied = apply(made, records, length);
    *digest = content_digest(made, applied.positions);
  });
}

bool mcx_writer_delete(mcx_writer *writer, uint32_t document, mcx_error *error) {
  return guarded(error, [&] {
    try {
      const Proof before = held_proof(writer->database, document);
      writer->database.delete_document(document);
      writer->changes[document >> block_bits] -= before;
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
    write_blocks(writer);
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

int mcx_lock(const char *path, mcx_error *error) {
  int file = -1;
  guarded(error, [&] {
    const std::string name = std::string(path) + "/flintlock";
    file = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  });
  if (file < 0) {
    fail(error, MCX_IO, std::strerror(errno));
    return -1;
  }
  struct flock first_byte = {};
  first_byte.l_type = F_WRLCK;
  first_byte.l_whence = SEEK_SET;
  first_byte.l_len = 1;
  if (fcntl(file, F_OFD_SETLK, &first_byte) == 0) return file;
  const bool is_held = errno == EACCES || errno == EAGAIN;
  fail(error, is_held ? MCX_LOCKED : MCX_IO, std::strerror(errno));
  close(file);
  return -1;
}

bool mcx_exchange(const char *first, const char *second, mcx_error *error) {
  if (renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE) == 0) return true;
  return fail(error, MCX_IO, std::strerror(errno));
}

}  // extern "C"
