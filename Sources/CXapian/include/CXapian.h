// Xapian behind a C interface: lifetimes and turning exceptions into error values, no policy.
//
// Every function that can fail takes an `mcx_error *` and tells by its result that it failed:
// a null pointer or false. No exception leaves this library. Handles are made here and freed by
// the caller with the matching `_free`; a null handle may be freed. A handle is used by one
// thread at a time. Bytes are not null-terminated unless the parameter is `const char *`.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  MCX_OK = 0,
  MCX_MISSING = 1,   // no database there
  MCX_DAMAGED = 2,   // not readable as a database
  MCX_VERSION = 3,   // another version of Xapian's format
  MCX_LOCKED = 4,    // another writer has it
  MCX_CHANGED = 5,   // changed under a reader twice: reopen and ask again
  MCX_NETWORK = 6,   // a remote database did not answer
  MCX_REFUSED = 7,   // Xapian does not do what was asked
  MCX_NOT_FOUND = 8, // no such document
  MCX_MEMORY = 9,
  MCX_IO = 10,
};

typedef struct {
  int32_t code;
  char message[252];
} mcx_error;

// From now on a crash inside Xapian, or reading without an end, which a damaged database can cause, ends
// the process with `status` after `text` was written to standard error. Crashes elsewhere are as before. The text is
// copied, and cut if it is long.
void mcx_report_crashes(const char *text, int status);

typedef struct mcx_database mcx_database;
typedef struct mcx_writer mcx_writer;
typedef struct mcx_query mcx_query;
typedef struct mcx_result mcx_result;
typedef struct mcx_list mcx_list;
typedef struct mcx_stemmer mcx_stemmer;

// Called once for each term; false ends the walk.
typedef bool (*mcx_term_callback)(void *context, const uint8_t *term, size_t length,
                                  uint32_t documents);

// Writing.
//
// A document crosses in one buffer of records; numbers are LEB128:
//   1 length term wdf       term with the number of its occurrences
//   2 length term           boolean term
//   3 slot length bytes     value; no bytes: the slot is emptied
//   4 length prefix         (update only) drops all terms that begin with the prefix
//   5 length bytes          (put only) positions of the words, kept beside the document
//   6 length bytes          8 bytes: what the row in the store is known by, kept in the document's proof
mcx_writer *mcx_writer_open(const char *path, bool create, bool sync, mcx_error *error);
bool mcx_writer_put(mcx_writer *writer, uint32_t document, const uint8_t *records, size_t length,
                    mcx_error *error);
bool mcx_writer_update(mcx_writer *writer, uint32_t document, const uint8_t *records,
                       size_t length, mcx_error *error);
// True too when there was no such document.
bool mcx_writer_delete(mcx_writer *writer, uint32_t document, mcx_error *error);
bool mcx_writer_set_metadata(mcx_writer *writer, const uint8_t *key, size_t key_length,
                             const uint8_t *value, size_t value_length, mcx_error *error);
bool mcx_writer_commit(mcx_writer *writer, mcx_error *error);
// Closes without committing what is pending.
void mcx_writer_free(mcx_writer *writer);

// Merges databases whose ranges of document ids do not overlap into a new one at `target`.
// Metadata found in several: under a key that begins with `union_prefix` the sets of
// null-separated strings are joined, else the greatest value is taken.
bool mcx_compact(const char *const *sources, size_t count, const char *target,
                 const char *union_prefix, mcx_error *error);

// Takes the lock that who writes the database at `path` holds, so that it may be replaced: returns a file
// descriptor, which to close gives it back; -1 where another process has it (MCX_LOCKED), or on failure.
int mcx_lock(const char *path, mcx_error *error);

// Swaps two directories at once (Linux's renameat2), so that neither name is ever missing.
bool mcx_exchange(const char *first, const char *second, mcx_error *error);

// Reading. A path may be a stub file that names a remote database.
mcx_database *mcx_database_open(const char *path, mcx_error *error);
// Several as one: document d of database i (from 0) of n has the id (d - 1) * n + i + 1. Those
// that are joined may be freed before the result.
mcx_database *mcx_database_join(mcx_database *const *members, size_t count, mcx_error *error);
void mcx_database_free(mcx_database *database);
bool mcx_database_reopen(mcx_database *database, mcx_error *error);
bool mcx_database_counts(mcx_database *database, uint32_t *documents, uint32_t *last_document,
                         mcx_error *error);
// The value is lent until the next call with this database. Missing: length 0.
bool mcx_database_metadata(mcx_database *database, const uint8_t *key, size_t key_length,
                           const uint8_t **value, size_t *value_length, mcx_error *error);
bool mcx_database_frequency(mcx_database *database, const uint8_t *term, size_t length,
                            uint32_t *documents, mcx_error *error);
// Terms with the prefix, ascending, from `first` on.
bool mcx_database_each_term(mcx_database *database, const uint8_t *prefix, size_t length,
                            const uint8_t *first, size_t first_length,
                            mcx_term_callback callback, void *context, mcx_error *error);
bool mcx_database_each_document_term(mcx_database *database, uint32_t document,
                                     const uint8_t *prefix, size_t length,
                                     mcx_term_callback callback, void *context,
                                     mcx_error *error);

// Queries. Combining copies (cheaply), so that each handle is freed by who made it.
enum {
  MCX_AND = 0,
  MCX_OR = 1,
  MCX_AND_NOT = 2,
  MCX_SYNONYM = 3,
  MCX_FILTER = 4,
};
mcx_query *mcx_query_all(mcx_error *error);
mcx_query *mcx_query_none(mcx_error *error);
mcx_query *mcx_query_term(const uint8_t *term, size_t length, mcx_error *error);
// The documents of a list, ascending; only of a single database, not a remote one.
mcx_query *mcx_query_documents(const uint32_t *documents, size_t count, mcx_error *error);
// All others: a condition on what the rest of a query finds, not a query of its own.
mcx_query *mcx_query_others(const uint32_t *documents, size_t count, mcx_error *error);
// The documents with any of the terms, which lie one after the other; of no weight, and not for remote
// databases.
mcx_query *mcx_query_union(const uint8_t *terms, const size_t *lengths, size_t count,
                           mcx_error *error);
// Inclusive; a null bound is open.
mcx_query *mcx_query_range(uint32_t slot, const uint8_t *low, size_t low_length,
                           const uint8_t *high, size_t high_length, mcx_error *error);
// The same as a condition on what the rest of the query finds; not on remote databases.
mcx_query *mcx_query_in_range(uint32_t slot, const uint8_t *low, size_t low_length,
                              const uint8_t *high, size_t high_length, mcx_error *error);
mcx_query *mcx_query_combine(int32_t operation, mcx_query *const *parts, size_t count,
                             mcx_error *error);
// What `query` finds, with another weight for the rank.
mcx_query *mcx_query_weighted(const mcx_query *query, double factor, mcx_error *error);
// What `query` finds where `holds` says so of the positions of the document, which are lent for
// the call. It is asked last, when all else of the whole query matches; not on remote databases.
// `release` is called once, when no copy of the query is left, or on failure.
typedef struct mcx_candidate mcx_candidate;
typedef enum { MCX_DOES_NOT_HOLD, MCX_HOLDS, MCX_POSITIONS_DAMAGED } mcx_check_result;
typedef mcx_check_result (*mcx_position_check)(void *context, const uint8_t *positions,
                                               size_t length, const mcx_candidate *candidate);
mcx_query *mcx_query_checked(const mcx_query *query, mcx_position_check holds, void *context,
                             void (*release)(void *), mcx_error *error);
// Whether the document that is being looked at has a term; false when that cannot be told.
bool mcx_candidate_has(const mcx_candidate *candidate, const uint8_t *term, size_t length);
void mcx_query_free(mcx_query *query);

// Matching.
typedef struct {
  uint32_t offset, limit;
  uint32_t check_at_least; // matches counted exactly up to here
  int32_t sort_slot;       // -1: by relevance
  bool descending;
  int32_t group_slot;      // of those with the same value only the first; -1: all
  const uint32_t *facet_slots;
  size_t facet_count;
} mcx_match;

typedef struct {
  uint32_t document;
  uint32_t more; // how many more are in its group
  double weight;
  const uint8_t *sort_value; // lent until the result is freed
  size_t sort_length;
} mcx_hit;

// With groups the limits and the total count groups, and the total is exact.
mcx_result *mcx_database_match(mcx_database *database, const mcx_query *query,
                               const mcx_match *match, mcx_error *error);
size_t mcx_result_count(const mcx_result *result);
mcx_hit mcx_result_hit(const mcx_result *result, size_t index);
void mcx_result_total(const mcx_result *result, uint32_t *lower, uint32_t *estimate,
                      uint32_t *upper);
// Calls back for each value of the slot with the number of matches that have it.
bool mcx_result_each_facet(const mcx_result *result, size_t facet, mcx_term_callback callback,
                           void *context, mcx_error *error);
void mcx_result_free(mcx_result *result);

// All that match, by the values of a slot (of at most 7 bytes) and then by number; of a single database.
mcx_list *mcx_database_list(mcx_database *database, const mcx_query *query, uint32_t sort_slot,
                            bool descending, mcx_error *error);
// Lent until the list is freed.
const uint32_t *mcx_list_documents(const mcx_list *list, size_t *count);
void mcx_list_free(mcx_list *list);
// Calls back for each value of the slot with the number of all documents that have it; not on remote
// databases.
bool mcx_database_count_values(mcx_database *database, uint32_t slot, mcx_term_callback callback,
                               void *context, mcx_error *error);

// Values of one document, lent until the next call with this database.
bool mcx_database_value(mcx_database *database, uint32_t document, uint32_t slot,
                        const uint8_t **value, size_t *length, mcx_error *error);

// Positions as they were put; none: length 0. Lent until the next call with this database.
bool mcx_database_positions(mcx_database *database, uint32_t document, const uint8_t **positions,
                            size_t *length, mcx_error *error);

// Reads all of a single database. Called once for each document, ascending, unless there is a
// contradiction: with what its row is known by, the digest of what was written, and whether what is there
// has that digest.
typedef void (*mcx_proof_callback)(void *context, uint32_t document, uint64_t row, uint64_t content,
                                   bool is_whole);
// `contradiction` becomes null, or a text for the life of the process: "its lists of words".
bool mcx_database_examine(mcx_database *database, mcx_proof_callback callback, void *context,
                          const char **contradiction, mcx_error *error);
// The digest of what `mcx_writer_put` would write.
bool mcx_records_digest(const uint8_t *records, size_t length, uint64_t *digest, mcx_error *error);

// Snowball stemmers, by English name or two-letter code.
mcx_stemmer *mcx_stemmer_new(const char *language, mcx_error *error);
// The stem is lent until the next call with this stemmer.
bool mcx_stemmer_stem(mcx_stemmer *stemmer, const uint8_t *word, size_t length,
                      const uint8_t **stem, size_t *stem_length, mcx_error *error);
void mcx_stemmer_free(mcx_stemmer *stemmer);

// Of the library, such as "1.4.22".
const char *mcx_version(void);

#ifdef __cplusplus
}
#endif
