// What the files of this library share: the handles, and turning exceptions into error values.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "CXapian.h"
#include "Proof.hpp"

struct mcx_database {
  Xapian::Database database;
  // What is joined in it, in order; empty for one that was opened itself.
  std::vector<Xapian::Database> members;
  std::string lent;
};
struct mcx_writer {
  Xapian::WritableDatabase database;
  // What the proofs of blocks change by with the next commit.
  mcx::BlockProofs changes;
};
struct mcx_query {
  Xapian::Query query;
};

namespace mcx {

inline bool fail(mcx_error *error, int32_t code, const char *message) noexcept {
  if (error) {
    error->code = code;
    std::strncpy(error->message, message, sizeof error->message - 1);
    error->message[sizeof error->message - 1] = '\0';
  }
  return false;
}

/// Whether this thread is inside Xapian: a crash there means that a database is damaged.
extern thread_local volatile int inside;

class Inside {
 public:
  Inside() noexcept { inside = inside + 1; }
  ~Inside() { inside = inside - 1; }
  Inside(const Inside &) = delete;
  Inside &operator=(const Inside &) = delete;
};

/// While it lives, a call of Xapian that takes far longer than any search is taken for a crash: a damaged
/// database can also make it go on for ever. One at a time in a process.
class Limited {
 public:
  Limited() noexcept;
  ~Limited();
  Limited(const Limited &) = delete;
  Limited &operator=(const Limited &) = delete;
};

/// Runs `body`; an exception becomes the error, and the result is false.
template <typename Body>
bool guarded(mcx_error *error, Body body) noexcept {
  Inside here;
  try {
    body();
    return true;
  } catch (const Xapian::DatabaseVersionError &e) {
    return fail(error, MCX_VERSION, e.get_msg().c_str());
  } catch (const Xapian::DatabaseLockError &e) {
    return fail(error, MCX_LOCKED, e.get_msg().c_str());
  } catch (const Xapian::DatabaseModifiedError &e) {
    return fail(error, MCX_CHANGED, e.get_msg().c_str());
  } catch (const Xapian::DatabaseCorruptError &e) {
    return fail(error, MCX_DAMAGED, e.get_msg().c_str());
#if XAPIAN_AT_LEAST(1, 4, 19)
  } catch (const Xapian::DatabaseNotFoundError &e) {
    return fail(error, MCX_MISSING, e.get_msg().c_str());
#endif
  } catch (const Xapian::DatabaseOpeningError &e) {
    return fail(error, MCX_DAMAGED, e.get_msg().c_str());
  } catch (const Xapian::DatabaseError &e) {
    // A file that was cut off: Xapian has no error of its own for that.
    const bool is_cut = e.get_msg().compare(0, 11, "EOF reading") == 0;
    return fail(error, is_cut ? MCX_DAMAGED : MCX_IO, e.get_msg().c_str());
  } catch (const Xapian::NetworkError &e) {
    return fail(error, MCX_NETWORK, e.get_msg().c_str());
  } catch (const Xapian::DocNotFoundError &e) {
    return fail(error, MCX_NOT_FOUND, e.get_msg().c_str());
  } catch (const Xapian::Error &e) {
    return fail(error, MCX_REFUSED, e.get_msg().c_str());
  } catch (const std::bad_alloc &) {
    return fail(error, MCX_MEMORY, "out of memory");
  } catch (const std::exception &e) {
    return fail(error, MCX_REFUSED, e.what());
  } catch (...) {
    return fail(error, MCX_REFUSED, "unknown error");
  }
}

/// As `guarded`, for functions that make a handle: null when it failed.
template <typename Body>
auto guarded_new(mcx_error *error, Body body) noexcept -> decltype(body()) {
  decltype(body()) made = nullptr;
  guarded(error, [&] { made = body(); });
  return made;
}

inline std::string text(const uint8_t *bytes, size_t length) {
  return std::string(reinterpret_cast<const char *>(bytes), length);
}

inline const uint8_t *bytes(const std::string &string) {
  return reinterpret_cast<const uint8_t *>(string.data());
}

/// Where the positions of a document's words are in the metadata.
inline std::string positions_key(Xapian::docid document) {
  const char key[] = {'p', static_cast<char>(document >> 24), static_cast<char>(document >> 16),
                      static_cast<char>(document >> 8), static_cast<char>(document)};
  return std::string(key, sizeof key);
}

}  // namespace mcx
