// libexpat by its stable interface (expat.h), which is declared here, so that building needs no
// headers of it.
#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "CExpat.h"

enum { XML_STATUS_ERROR = 0, XML_STATUS_OK = 1, XML_STATUS_SUSPENDED = 2, XML_ERROR_NO_MEMORY = 1 };

/// Parsing pauses when the records are larger than this.
static const size_t records_per_step = 1 << 18;

typedef void (*start_handler)(void *, const char *, const char **);
typedef void (*end_handler)(void *, const char *);
typedef void (*text_handler)(void *, const char *, int);
typedef void (*doctype_handler)(void *, const char *, const char *, const char *, int);

struct functions {
  void *(*create)(const char *);
  void (*set_elements)(void *, start_handler, end_handler);
  void (*set_text)(void *, text_handler);
  void (*set_doctype)(void *, doctype_handler);
  void (*set_user_data)(void *, void *);
  int (*parse)(void *, const char *, int, int);
  int (*resume)(void *);
  int (*stop)(void *, unsigned char);
  int (*error)(void *);
  void (*free)(void *);
};

struct mc_xml {
  struct functions call;
  void *parser;
  const uint8_t *input;
  size_t input_count;
  unsigned depth, max_depth;
  bool keeps_prefixes;
  bool has_begun;
  /// Why parsing was stopped; MC_XML_GOES_ON if it was not.
  enum mc_xml_status stopped;
  bool is_paused;
  uint8_t *records;
  size_t count, capacity;
};

static bool load(struct functions *call) {
  // Opened again it is the same one; it stays until the end.
  void *library = dlopen("libexpat.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library) return false;
#define FUNCTION(field, name) \
  if (!(*(void **)&call->field = dlsym(library, name))) return false
  FUNCTION(create, "XML_ParserCreate");
  FUNCTION(set_elements, "XML_SetElementHandler");
  FUNCTION(set_text, "XML_SetCharacterDataHandler");
  FUNCTION(set_doctype, "XML_SetStartDoctypeDeclHandler");
  FUNCTION(set_user_data, "XML_SetUserData");
  FUNCTION(parse, "XML_Parse");
  FUNCTION(resume, "XML_ResumeParser");
  FUNCTION(stop, "XML_StopParser");
  FUNCTION(error, "XML_GetErrorCode");
  FUNCTION(free, "XML_ParserFree");
  return true;
}

bool mc_xml_is_installed(void) {
  struct functions call;
  return load(&call);
}

static void stop(mc_xml *xml, enum mc_xml_status why) {
  if (xml->stopped != MC_XML_GOES_ON) return;
  xml->stopped = why;
  xml->call.stop(xml->parser, 0);
}

static void add(mc_xml *xml, enum mc_xml_record kind, const char *bytes, size_t count) {
  if (xml->stopped != MC_XML_GOES_ON) return;
  size_t needed = xml->count + 5 + count;
  if (count > UINT32_MAX || needed < count) return stop(xml, MC_XML_NO_MEMORY);
  if (needed > xml->capacity) {
    size_t capacity = needed + records_per_step;
    uint8_t *grown = realloc(xml->records, capacity);
    if (!grown) return stop(xml, MC_XML_NO_MEMORY);
    xml->records = grown;
    xml->capacity = capacity;
  }
  uint8_t *record = xml->records + xml->count;
  record[0] = (uint8_t)kind;
  for (int i = 0; i < 4; i++) record[1 + i] = (uint8_t)(count >> (8 * i));
  memcpy(record + 5, bytes, count);
  xml->count = needed;
}

static void add_name(mc_xml *xml, enum mc_xml_record kind, const char *name) {
  const char *colon = xml->keeps_prefixes ? NULL : strchr(name, ':');
  const char *local = colon ? colon + 1 : name;
  add(xml, kind, local, strlen(local));
}

/// Pauses between two elements: what belongs to one start is complete.
static void pause_if_full(mc_xml *xml) {
  if (xml->count < records_per_step || xml->is_paused || xml->stopped != MC_XML_GOES_ON) return;
  xml->is_paused = xml->call.stop(xml->parser, 1) == XML_STATUS_OK;
}

static void started(void *data, const char *name, const char **attributes) {
  mc_xml *xml = data;
  if (++xml->depth > xml->max_depth) return stop(xml, MC_XML_TOO_DEEP);
  add_name(xml, MC_XML_START, name);
  for (; attributes[0]; attributes += 2) {
    add(xml, MC_XML_ATTRIBUTE, attributes[0], strlen(attributes[0]));
    add(xml, MC_XML_VALUE, attributes[1], strlen(attributes[1]));
  }
  pause_if_full(xml);
}

static void ended(void *data, const char *name) {
  mc_xml *xml = data;
  if (xml->depth > 0) xml->depth--;
  add_name(xml, MC_XML_END, name);
  pause_if_full(xml);
}

static void text(void *data, const char *bytes, int count) {
  mc_xml *xml = data;
  if (count > 0) add(xml, MC_XML_TEXT, bytes, (size_t)count);
  pause_if_full(xml);
}

static void doctype(void *data, const char *name, const char *system, const char *public, int has) {
  (void)name, (void)system, (void)public, (void)has;
  stop(data, MC_XML_DECLARES);
}

mc_xml *mc_xml_new(const uint8_t *input, size_t count, unsigned max_depth, bool keeps_prefixes) {
  mc_xml *xml = calloc(1, sizeof *xml);
  if (!xml || count > INT_MAX || !load(&xml->call) || !(xml->parser = xml->call.create(NULL))) {
    free(xml);
    return NULL;
  }
  xml->input = input;
  xml->input_count = count;
  xml->max_depth = max_depth;
  xml->keeps_prefixes = keeps_prefixes;
  xml->stopped = MC_XML_GOES_ON;
  xml->call.set_user_data(xml->parser, xml);
  xml->call.set_elements(xml->parser, started, ended);
  xml->call.set_text(xml->parser, text);
  xml->call.set_doctype(xml->parser, doctype);
  return xml;
}

enum mc_xml_status mc_xml_next(mc_xml *xml, const uint8_t **records, size_t *count) {
  xml->count = 0;
  xml->is_paused = false;
  // The whole at once: a long token is not read again for each piece of it.
  int result = xml->has_begun
                   ? xml->call.resume(xml->parser)
                   : xml->call.parse(xml->parser, (const char *)xml->input, (int)xml->input_count, 1);
  xml->has_begun = true;
  *records = xml->records;
  *count = xml->count;
  if (xml->stopped != MC_XML_GOES_ON) return xml->stopped;
  if (result == XML_STATUS_SUSPENDED) return MC_XML_GOES_ON;
  if (result == XML_STATUS_OK) return MC_XML_ENDS;
  bool is_memory = xml->call.error(xml->parser) == XML_ERROR_NO_MEMORY;
  return is_memory ? MC_XML_NO_MEMORY : MC_XML_DAMAGED;
}

void mc_xml_free(mc_xml *xml) {
  if (!xml) return;
  xml->call.free(xml->parser);
  free(xml->records);
  free(xml);
}
