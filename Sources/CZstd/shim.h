#pragma once
// For training with fixed parameters, which every libzstd since 1.3.7 exports.
#define ZDICT_STATIC_LINKING_ONLY
#include <zdict.h>
#include <zstd.h>
