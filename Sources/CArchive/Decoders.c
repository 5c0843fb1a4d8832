// liblzma, libbz2 and liblz4 by their stable interfaces. Their structures are declared here, so that
// building needs no headers of theirs.
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "CArchive.h"

/// liblzma 5, lzma/base.h.
typedef struct {
  const uint8_t *next_in;
  size_t avail_in;
  uint64_t total_in;
  uint8_t *next_out;
  size_t avail_out;
  uint64_t total_out;
  const void *allocator;
  void *internal;
  void *reserved_pointers[4];
  uint64_t reserved_numbers[2];
  size_t reserved_sizes[2];
  int reserved_enums[2];
} lzma_stream;
enum { LZMA_RUN = 0, LZMA_FINISH = 3, LZMA_OK = 0, LZMA_STREAM_END = 1, LZMA_MEM_ERROR = 5,
       LZMA_BUF_ERROR = 10, LZMA_CONCATENATED = 8 };
/// What `xz -9` needs is 65 MiB.
static const uint64_t memory_for_lzma = 256 << 20;

/// libbz2 1.0, bzlib.h.
typedef struct {
  char *next_in;
  unsigned avail_in, total_in_low, total_in_high;
  char *next_out;
  unsigned avail_out, total_out_low, total_out_high;
  void *state;
  void *(*allocate)(void *, int, int);
  void (*release)(void *, void *);
  void *opaque;
} bz_stream;
enum { BZ_OK = 0, BZ_STREAM_END = 4, BZ_MEM_ERROR = -3 };

/// liblz4 1.9, lz4frame.h.
enum { LZ4F_VERSION = 100 };

struct functions {
  int (*lzma_stream_decoder)(lzma_stream *, uint64_t, uint32_t);
  int (*lzma_code)(lzma_stream *, int);
  void (*lzma_end)(lzma_stream *);
  int (*bz_init)(bz_stream *, int, int);
  int (*bz_step)(bz_stream *);
  int (*bz_end)(bz_stream *);
  size_t (*lz4_new)(void **, unsigned);
  size_t (*lz4_free)(void *);
  size_t (*lz4_step)(void *, void *, size_t *, const void *, size_t *, const void *);
  unsigned (*lz4_is_error)(size_t);
};

struct mc_decoder {
  enum mc_compression kind;
  struct functions call;
  /// Between two frames, where the input may end.
  bool is_between;
  lzma_stream lzma;
  bz_stream bzip2;
  void *lz4;
};

/// The libraries stay open until the end, and opened again they are the same.
static bool load(struct functions *call, enum mc_compression kind) {
  static const char *const names[] = {"liblzma.so.5", "libbz2.so.1.0", "liblz4.so.1"};
  void *library = dlopen(names[kind], RTLD_NOW | RTLD_LOCAL);
  if (!library) return false;
#define FUNCTION(field, name) \
  if (!(*(void **)&call->field = dlsym(library, name))) return false
  switch (kind) {
    case MC_XZ:
      FUNCTION(lzma_stream_decoder, "lzma_stream_decoder");
      FUNCTION(lzma_code, "lzma_code");
      FUNCTION(lzma_end, "lzma_end");
      return true;
    case MC_BZIP2:
      FUNCTION(bz_init, "BZ2_bzDecompressInit");
      FUNCTION(bz_step, "BZ2_bzDecompress");
      FUNCTION(bz_end, "BZ2_bzDecompressEnd");
      return true;
    case MC_LZ4:
      FUNCTION(lz4_new, "LZ4F_createDecompressionContext");
      FUNCTION(lz4_free, "LZ4F_freeDecompressionContext");
      FUNCTION(lz4_step, "LZ4F_decompress");
      FUNCTION(lz4_is_error, "LZ4F_isError");
      return true;
  }
  return false;
}

mc_decoder *mc_decoder_new(enum mc_compression kind) {
  mc_decoder *decoder = calloc(1, sizeof *decoder);
  if (!decoder) return NULL;
  decoder->kind = kind;
  bool is_ready = load(&decoder->call, kind);
  if (is_ready && kind == MC_XZ)
    is_ready = decoder->call.lzma_stream_decoder(
                   &decoder->lzma, memory_for_lzma, LZMA_CONCATENATED) == LZMA_OK;
  if (is_ready && kind == MC_BZIP2)
    is_ready = decoder->call.bz_init(&decoder->bzip2, 0, 0) == BZ_OK;
  if (is_ready && kind == MC_LZ4)
    is_ready = !decoder->call.lz4_is_error(decoder->call.lz4_new(&decoder->lz4, LZ4F_VERSION));
  if (is_ready) return decoder;
  free(decoder);
  return NULL;
}

static enum mc_status step_xz(mc_decoder *d, const uint8_t *input, size_t *used, bool is_last,
                              uint8_t *output, size_t *made) {
  d->lzma.next_in = input;
  d->lzma.avail_in = *used;
  d->lzma.next_out = output;
  d->lzma.avail_out = *made;
  int result = d->call.lzma_code(&d->lzma, is_last ? LZMA_FINISH : LZMA_RUN);
  *used -= d->lzma.avail_in;
  *made -= d->lzma.avail_out;
  if (result == LZMA_OK) return MC_GOES_ON;
  if (result == LZMA_BUF_ERROR && !is_last) return MC_GOES_ON;
  return result == LZMA_STREAM_END ? MC_ENDS : result == LZMA_MEM_ERROR ? MC_NO_MEMORY : MC_DAMAGED;
}

static enum mc_status step_bzip2(mc_decoder *d, const uint8_t *input, size_t *used, bool is_last,
                                 uint8_t *output, size_t *made) {
  size_t given = *used, room = *made;
  *used = *made = 0;
  if (given > 1 << 30) given = 1 << 30;
  if (room > 1 << 30) room = 1 << 30;
  if (d->is_between) {
    if (given == 0) return is_last ? MC_ENDS : MC_GOES_ON;
    // What follows the last frame and is none is ignored, as bzip2 does.
    if (input[0] != 'B') return MC_ENDS;
    d->call.bz_end(&d->bzip2);
    memset(&d->bzip2, 0, sizeof d->bzip2);
    if (d->call.bz_init(&d->bzip2, 0, 0) != BZ_OK) return MC_NO_MEMORY;
    d->is_between = false;
  }
  d->bzip2.next_in = (char *)input;
  d->bzip2.avail_in = (unsigned)given;
  d->bzip2.next_out = (char *)output;
  d->bzip2.avail_out = (unsigned)room;
  int result = d->call.bz_step(&d->bzip2);
  *used = given - d->bzip2.avail_in;
  *made = room - d->bzip2.avail_out;
  if (result == BZ_STREAM_END) {
    d->is_between = true;
    return MC_GOES_ON;
  }
  if (result != BZ_OK) return result == BZ_MEM_ERROR ? MC_NO_MEMORY : MC_DAMAGED;
  return is_last && *used == given && *made == 0 ? MC_DAMAGED : MC_GOES_ON;
}

static enum mc_status step_lz4(mc_decoder *d, const uint8_t *input, size_t *used, bool is_last,
                               uint8_t *output, size_t *made) {
  size_t given = *used;
  if (d->is_between && given == 0) {
    *made = 0;
    return is_last ? MC_ENDS : MC_GOES_ON;
  }
  size_t hint = d->call.lz4_step(d->lz4, output, made, input, used, NULL);
  if (d->call.lz4_is_error(hint)) {
    *made = *used = 0;
    return MC_DAMAGED;
  }
  d->is_between = hint == 0;
  return is_last && !d->is_between && *used == given && *made == 0 ? MC_DAMAGED : MC_GOES_ON;
}

enum mc_status mc_decoder_step(
    mc_decoder *decoder, const uint8_t *input, size_t input_count, bool is_last, size_t *used,
    uint8_t *output, size_t room, size_t *made) {
  *used = input_count;
  *made = room;
  switch (decoder->kind) {
    case MC_XZ: return step_xz(decoder, input, used, is_last, output, made);
    case MC_BZIP2: return step_bzip2(decoder, input, used, is_last, output, made);
    case MC_LZ4: return step_lz4(decoder, input, used, is_last, output, made);
  }
  *used = *made = 0;
  return MC_DAMAGED;
}

void mc_decoder_free(mc_decoder *decoder) {
  if (!decoder) return;
  if (decoder->kind == MC_XZ) decoder->call.lzma_end(&decoder->lzma);
  if (decoder->kind == MC_BZIP2) decoder->call.bz_end(&decoder->bzip2);
  if (decoder->kind == MC_LZ4) decoder->call.lz4_free(decoder->lz4);
  free(decoder);
}
