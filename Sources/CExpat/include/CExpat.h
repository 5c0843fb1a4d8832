// XML by libexpat, which is opened when it is first needed.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mc_xml_status {
  /// There is more: call again.
  MC_XML_GOES_ON,
  MC_XML_ENDS,
  /// Not well-formed, cut off, or in an unknown encoding.
  MC_XML_DAMAGED,
  /// It has a document type, which could declare entities.
  MC_XML_DECLARES,
  MC_XML_TOO_DEEP,
  MC_XML_NO_MEMORY,
};

/// What a record of `mc_xml_next` is. Element names have no prefix, names of attributes have theirs
/// ("r:id"), both as the document writes them.
enum mc_xml_record {
  MC_XML_START,
  /// Name and value follow the start of their element.
  MC_XML_ATTRIBUTE,
  MC_XML_VALUE,
  MC_XML_END,
  /// A run of character data may be in several.
  MC_XML_TEXT,
};

typedef struct mc_xml mc_xml;

/// Whether libexpat can be opened.
bool mc_xml_is_installed(void);

/// Reads `input`, which must stay where it is until the reader is freed. NULL where the library is
/// missing, or memory is short.
///
/// @param keeps_prefixes element names have their prefixes ("text:p").
mc_xml *mc_xml_new(const uint8_t *input, size_t count, unsigned max_depth, bool keeps_prefixes);

/// The next part of the document: records of one byte (mc_xml_record), four bytes for the length
/// (lowest first), and UTF-8. They are valid until the next call, and are set in every case.
enum mc_xml_status mc_xml_next(mc_xml *xml, const uint8_t **records, size_t *count);

void mc_xml_free(mc_xml *xml);
