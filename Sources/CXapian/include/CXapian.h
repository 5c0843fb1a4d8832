#pragma once
#ifdef __cplusplus
extern "C" {
#endif
const char *mcx_version(void);
#ifdef __cplusplus
}
#endif
