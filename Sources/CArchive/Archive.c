// libarchive 3 by its stable interface (archive.h, archive_entry.h), which is declared here, so that
// building needs no headers of it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "CArchive.h"

enum { ARCHIVE_EOF = 1, ARCHIVE_OK = 0, ARCHIVE_WARN = -20, block_size = 1 << 16 };

struct functions {
  void *(*new)(void);
  int (*support_7zip)(void *);
  int (*support_rar)(void *);
  /// NULL before version 3.4.
  int (*support_rar5)(void *);
  int (*open)(void *, int, size_t);
  int (*open_memory)(void *, const void *, size_t);
  int (*next)(void *, void **);
  ptrdiff_t (*data)(void *, void *, size_t);
  const char *(*error)(void *);
  int (*free)(void *);
  const char *(*name_utf8)(void *);
  const char *(*name)(void *);
  unsigned (*file_type)(void *);
  int64_t (*size)(void *);
  int (*is_encrypted)(void *);
};

struct mc_archive {
  struct functions call;
  void *reader;
  /// libarchive makes names text of the locale, which is "C" where nobody says otherwise.
  locale_t utf8;
};

static bool load(struct functions *call) {
  // Opened again it is the same one; it stays until the end.
  void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
  if (!library) return false;
#define FUNCTION(field, name) \
  if (!(*(void **)&call->field = dlsym(library, name))) return false
  FUNCTION(new, "archive_read_new");
  FUNCTION(support_7zip, "archive_read_support_format_7zip");
  FUNCTION(support_rar, "archive_read_support_format_rar");
  FUNCTION(open, "archive_read_open_fd");
  FUNCTION(open_memory, "archive_read_open_memory");
  FUNCTION(next, "archive_read_next_header");
  FUNCTION(data, "archive_read_data");
  FUNCTION(error, "archive_error_string");
  FUNCTION(free, "archive_read_free");
  FUNCTION(name_utf8, "archive_entry_pathname_utf8");
  FUNCTION(name, "archive_entry_pathname");
  FUNCTION(file_type, "archive_entry_filetype");
  FUNCTION(size, "archive_entry_size");
  FUNCTION(is_encrypted, "archive_entry_is_data_encrypted");
  *(void **)&call->support_rar5 = dlsym(library, "archive_read_support_format_rar5");
  return true;
}

bool mc_archive_is_installed(void) {
  struct functions call;
  return load(&call);
}

/// An archive that is not opened yet.
static mc_archive *make(void) {
  mc_archive *archive = calloc(1, sizeof *archive);
  if (!archive || !load(&archive->call) || !(archive->reader = archive->call.new())) {
    free(archive);
    return NULL;
  }
  archive->call.support_7zip(archive->reader);
  archive->call.support_rar(archive->reader);
  if (archive->call.support_rar5) archive->call.support_rar5(archive->reader);
  archive->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  return archive;
}

// What is wrong with the file is said when the first entry is asked for.

mc_archive *mc_archive_new(int descriptor) {
  mc_archive *archive = make();
  if (!archive) return NULL;
  lseek(descriptor, 0, SEEK_SET);
  archive->call.open(archive->reader, descriptor, block_size);
  return archive;
}

mc_archive *mc_archive_new_memory(const uint8_t *bytes, size_t count) {
  mc_archive *archive = make();
  if (archive) archive->call.open_memory(archive->reader, bytes, count);
  return archive;
}

static enum mc_status next(mc_archive *archive, struct mc_entry *entry) {
  void *found = NULL;
  int result = archive->call.next(archive->reader, &found);
  if (result == ARCHIVE_EOF) return MC_ENDS;
  if ((result != ARCHIVE_OK && result != ARCHIVE_WARN) || !found) return MC_DAMAGED;
  const char *name = archive->call.name_utf8(found);
  if (!name) name = archive->call.name(found);
  entry->name = name ? name : "";
  unsigned type = archive->call.file_type(found) & S_IFMT;
  entry->kind = type == S_IFREG ? MC_FILE : type == S_IFDIR ? MC_DIRECTORY : MC_OTHER;
  entry->size = archive->call.size(found);
  entry->is_encrypted = archive->call.is_encrypted(found) == 1;
  return MC_GOES_ON;
}

enum mc_status mc_archive_next(mc_archive *archive, struct mc_entry *entry) {
  locale_t before = archive->utf8 ? uselocale(archive->utf8) : (locale_t)0;
  enum mc_status status = next(archive, entry);
  if (before) uselocale(before);
  return status;
}

ptrdiff_t mc_archive_read(mc_archive *archive, uint8_t *output, size_t room) {
  ptrdiff_t count = archive->call.data(archive->reader, output, room);
  return count < 0 ? -1 : count;
}

const char *mc_archive_error(mc_archive *archive) {
  const char *error = archive->call.error(archive->reader);
  return error ? error : "it is damaged or cut off";
}

void mc_archive_free(mc_archive *archive) {
  if (!archive) return;
  archive->call.free(archive->reader);
  if (archive->utf8) freelocale(archive->utf8);
  free(archive);
}
