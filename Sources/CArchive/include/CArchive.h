// Decompressors and archives of libraries that are opened when they are first needed: few people have
// such files, and a library that is linked costs every start of the program.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// By liblzma, libbz2 and liblz4, which Debian's own tools need.
enum mc_compression { MC_XZ, MC_BZIP2, MC_LZ4 };

enum mc_status {
  MC_GOES_ON,
  MC_ENDS,
  MC_DAMAGED,
  MC_NO_MEMORY,
};

typedef struct mc_decoder mc_decoder;

/// NULL where the library is missing, or memory is short.
mc_decoder *mc_decoder_new(enum mc_compression kind);

/// Decompresses as much as fits. Frames behind each other are one stream, as the programs xz, bzip2 and
/// lz4 have it.
///
/// `is_last` says that no input comes after this one. `used` and `made` are set in every case.
enum mc_status mc_decoder_step(
    mc_decoder *decoder, const uint8_t *input, size_t input_count, bool is_last, size_t *used,
    uint8_t *output, size_t room, size_t *made);

void mc_decoder_free(mc_decoder *decoder);

/// An archive (7z, rar) by libarchive. Strings belong to the archive and live until its next call.
typedef struct mc_archive mc_archive;

enum mc_entry_kind { MC_FILE, MC_DIRECTORY, MC_OTHER };

struct mc_entry {
  /// UTF-8 where the archive says what its names are.
  const char *name;
  enum mc_entry_kind kind;
  int64_t size;
  bool is_encrypted;
};

/// Whether libarchive can be opened.
bool mc_archive_is_installed(void);

/// Reads from the start of the file, which must stay open. NULL where memory is short.
mc_archive *mc_archive_new(int descriptor);

/// Reads `bytes`, which must stay where they are until the archive is freed.
mc_archive *mc_archive_new_memory(const uint8_t *bytes, size_t count);

/// MC_GOES_ON with an entry, MC_ENDS behind the last one, or MC_DAMAGED.
enum mc_status mc_archive_next(mc_archive *archive, struct mc_entry *entry);

/// Bytes of the entry's file; 0 at its end, -1 where it cannot be read on.
ptrdiff_t mc_archive_read(mc_archive *archive, uint8_t *output, size_t room);

/// What went wrong, never NULL.
const char *mc_archive_error(mc_archive *archive);

void mc_archive_free(mc_archive *archive);
