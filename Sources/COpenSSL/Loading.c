// The functions of OpenSSL that are used here, loaded when the first of them is called: to link
// with the libraries costs every start 1.4 ms, and most commands neither connect nor hash.
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "COpenSSL.h"

#define LIBRARY(name) "lib" name ".so." OPENSSL_MSTR(OPENSSL_SHLIB_VERSION)

/// Ends the program as the loader does where a library is missing.
static void *function(const char *library, const char *name) {
  // Opened again it is the same one; it stays until the end.
  void *opened = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  void *found = opened ? dlsym(opened, name) : NULL;
  if (found) return found;
  fprintf(stderr, "mailcask: load OpenSSL: %s: install it, on Debian: apt install libssl3\n",
          dlerror());
  _Exit(127);
}

// Hidden, so that the libraries do not take these for their own.
#define LOADED(library, result, name, parameters, arguments)            \
  __attribute__((visibility("hidden"))) result name parameters {        \
    static _Atomic(__typeof__(&name)) loaded;                           \
    __typeof__(&name) call = loaded;                                    \
    if (!call) loaded = call = (__typeof__(&name))function(library, #name); \
    return call arguments;                                              \
  }
#define CRYPTO(...) LOADED(LIBRARY("crypto"), __VA_ARGS__)
#define SSL(...) LOADED(LIBRARY("ssl"), __VA_ARGS__)

CRYPTO(int, ASN1_INTEGER_set_uint64, (ASN1_INTEGER *a, uint64_t b), (a, b))
CRYPTO(void, ASN1_OCTET_STRING_free, (ASN1_OCTET_STRING *a), (a))
CRYPTO(ASN1_OCTET_STRING *, ASN1_OCTET_STRING_new, (void), ())
CRYPTO(int, ASN1_OCTET_STRING_set, (ASN1_OCTET_STRING *a, const unsigned char *b, int c), (a, b, c))
CRYPTO(int, ASN1_TIME_to_tm, (const ASN1_TIME *a, struct tm *b), (a, b))
CRYPTO(size_t, BIO_ctrl_pending, (BIO *a), (a))
CRYPTO(int, BIO_free, (BIO *a), (a))
CRYPTO(BIO *, BIO_new, (const BIO_METHOD *a), (a))
CRYPTO(BIO *, BIO_new_mem_buf, (const void *a, int b), (a, b))
CRYPTO(int, BIO_read, (BIO *a, void *b, int c), (a, b, c))
CRYPTO(const BIO_METHOD *, BIO_s_mem, (void), ())
CRYPTO(int, BIO_write, (BIO *a, const void *b, int c), (a, b, c))
CRYPTO(void, CMS_ContentInfo_free, (CMS_ContentInfo *a), (a))
CRYPTO(int, CMS_decrypt, (CMS_ContentInfo *a, EVP_PKEY *b, X509 *c, BIO *d, BIO *e, unsigned int f),
    (a, b, c, d, e, f))
CRYPTO(void, ERR_clear_error, (void), ())
CRYPTO(unsigned long, ERR_get_error, (void), ())
CRYPTO(unsigned long, ERR_peek_error, (void), ())
CRYPTO(unsigned long, ERR_peek_last_error, (void), ())
CRYPTO(const char *, ERR_reason_error_string, (unsigned long a), (a))
CRYPTO(int, EVP_DigestFinal_ex, (EVP_MD_CTX *a, unsigned char *b, unsigned int *c), (a, b, c))
CRYPTO(int, EVP_DigestInit_ex, (EVP_MD_CTX *a, const EVP_MD *b, ENGINE *c), (a, b, c))
CRYPTO(int, EVP_DigestUpdate, (EVP_MD_CTX *a, const void *b, size_t c), (a, b, c))
CRYPTO(void, EVP_MD_CTX_free, (EVP_MD_CTX *a), (a))
CRYPTO(EVP_MD_CTX *, EVP_MD_CTX_new, (void), ())
CRYPTO(EVP_MD *, EVP_MD_fetch, (OSSL_LIB_CTX *a, const char *b, const char *c), (a, b, c))
CRYPTO(void, EVP_PKEY_CTX_free, (EVP_PKEY_CTX *a), (a))
CRYPTO(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_id, (int a, ENGINE *b), (a, b))
CRYPTO(int, EVP_PKEY_CTX_set_ec_paramgen_curve_nid, (EVP_PKEY_CTX *a, int b), (a, b))
CRYPTO(void, EVP_PKEY_free, (EVP_PKEY *a), (a))
CRYPTO(int, EVP_PKEY_keygen, (EVP_PKEY_CTX *a, EVP_PKEY **b), (a, b))
CRYPTO(int, EVP_PKEY_keygen_init, (EVP_PKEY_CTX *a), (a))
CRYPTO(const EVP_MD *, EVP_get_digestbyname, (const char *a), (a))
CRYPTO(const EVP_MD *, EVP_md5, (void), ())
CRYPTO(const EVP_MD *, EVP_sha1, (void), ())
CRYPTO(const EVP_MD *, EVP_sha256, (void), ())
CRYPTO(const EVP_MD *, EVP_sha512, (void), ())
CRYPTO(unsigned char *, HMAC, (const EVP_MD *a, const void *b, int c, const unsigned char *d,
    size_t e, unsigned char *f, unsigned int *g), (a, b, c, d, e, f, g))
CRYPTO(const char *, OBJ_nid2sn, (int a), (a))
CRYPTO(OSSL_PROVIDER *, OSSL_PROVIDER_load, (OSSL_LIB_CTX *a, const char *b), (a, b))
CRYPTO(const char *, OpenSSL_version, (int a), (a))
CRYPTO(EVP_PKEY *, PEM_read_bio_PrivateKey, (BIO *a, EVP_PKEY **b, pem_password_cb *c, void *d),
    (a, b, c, d))
CRYPTO(X509 *, PEM_read_bio_X509, (BIO *a, X509 **b, pem_password_cb *c, void *d), (a, b, c, d))
CRYPTO(int, PEM_write_bio_PrivateKey, (BIO *a, const EVP_PKEY *b, const EVP_CIPHER *c,
    const unsigned char *d, int e, pem_password_cb *f, void *g), (a, b, c, d, e, f, g))
CRYPTO(int, PEM_write_bio_X509, (BIO *a, const X509 *b), (a, b))
CRYPTO(void, PKCS12_free, (PKCS12 *a), (a))
CRYPTO(int, PKCS12_parse, (PKCS12 *a, const char *b, EVP_PKEY **c, X509 **d, STACK_OF(X509) **e),
    (a, b, c, d, e))
CRYPTO(int, PKCS5_PBKDF2_HMAC, (const char *a, int b, const unsigned char *c, int d, int e,
    const EVP_MD *f, int g, unsigned char *h), (a, b, c, d, e, f, g, h))
CRYPTO(int, RAND_bytes, (unsigned char *a, int b), (a, b))
CRYPTO(X509_EXTENSION *, X509_EXTENSION_create_by_NID, (X509_EXTENSION **a, int b, int c,
    ASN1_OCTET_STRING *d), (a, b, c, d))
CRYPTO(void, X509_EXTENSION_free, (X509_EXTENSION *a), (a))
CRYPTO(int, X509_NAME_add_entry_by_txt, (X509_NAME *a, const char *b, int c,
    const unsigned char *d, int e, int f, int g), (a, b, c, d, e, f, g))
CRYPTO(X509 *, X509_STORE_CTX_get0_cert, (const X509_STORE_CTX *a), (a))
CRYPTO(int, X509_STORE_CTX_get_error, (const X509_STORE_CTX *a), (a))
CRYPTO(int, X509_STORE_add_cert, (X509_STORE *a, X509 *b), (a, b))
CRYPTO(int, X509_VERIFY_PARAM_set1_host, (X509_VERIFY_PARAM *a, const char *b, size_t c), (a, b, c))
CRYPTO(int, X509_VERIFY_PARAM_set1_ip_asc, (X509_VERIFY_PARAM *a, const char *b), (a, b))
CRYPTO(void, X509_VERIFY_PARAM_set_hostflags, (X509_VERIFY_PARAM *a, unsigned int b), (a, b))
CRYPTO(int, X509_add_ext, (X509 *a, X509_EXTENSION *b, int c), (a, b, c))
CRYPTO(int, X509_check_private_key, (const X509 *a, const EVP_PKEY *b), (a, b))
CRYPTO(int, X509_digest, (const X509 *a, const EVP_MD *b, unsigned char *c, unsigned int *d),
    (a, b, c, d))
CRYPTO(void, X509_free, (X509 *a), (a))
CRYPTO(const ASN1_TIME *, X509_get0_notAfter, (const X509 *a), (a))
CRYPTO(ASN1_INTEGER *, X509_get_serialNumber, (X509 *a), (a))
CRYPTO(int, X509_get_signature_info, (X509 *a, int *b, int *c, int *d, uint32_t *e),
    (a, b, c, d, e))
CRYPTO(X509_NAME *, X509_get_subject_name, (const X509 *a), (a))
CRYPTO(ASN1_TIME *, X509_getm_notAfter, (const X509 *a), (a))
CRYPTO(ASN1_TIME *, X509_getm_notBefore, (const X509 *a), (a))
CRYPTO(ASN1_TIME *, X509_gmtime_adj, (ASN1_TIME *a, long b), (a, b))
CRYPTO(X509 *, X509_new, (void), ())
CRYPTO(int, X509_set_issuer_name, (X509 *a, const X509_NAME *b), (a, b))
CRYPTO(int, X509_set_pubkey, (X509 *a, EVP_PKEY *b), (a, b))
CRYPTO(int, X509_set_version, (X509 *a, long b), (a, b))
CRYPTO(int, X509_sign, (X509 *a, EVP_PKEY *b, const EVP_MD *c), (a, b, c))
CRYPTO(int, X509_up_ref, (X509 *a), (a))
CRYPTO(int, X509_verify_cert, (X509_STORE_CTX *a), (a))
CRYPTO(const char *, X509_verify_cert_error_string, (long a), (a))
CRYPTO(CMS_ContentInfo *, d2i_CMS_bio, (BIO *a, CMS_ContentInfo **b), (a, b))
CRYPTO(PKCS12 *, d2i_PKCS12_bio, (BIO *a, PKCS12 **b), (a, b))

SSL(int, SSL_CTX_check_private_key, (const SSL_CTX *a), (a))
SSL(long, SSL_CTX_ctrl, (SSL_CTX *a, int b, long c, void *d), (a, b, c, d))
SSL(void, SSL_CTX_free, (SSL_CTX *a), (a))
SSL(X509_STORE *, SSL_CTX_get_cert_store, (const SSL_CTX *a), (a))
SSL(SSL_CTX *, SSL_CTX_new, (const SSL_METHOD *a), (a))
SSL(void, SSL_CTX_set_cert_verify_callback, (SSL_CTX *a, int (*b)(X509_STORE_CTX *, void *),
    void *c), (a, b, c))
SSL(int, SSL_CTX_set_default_verify_paths, (SSL_CTX *a), (a))
SSL(uint64_t, SSL_CTX_set_options, (SSL_CTX *a, uint64_t b), (a, b))
SSL(void, SSL_CTX_set_verify, (SSL_CTX *a, int b, SSL_verify_cb c), (a, b, c))
SSL(int, SSL_CTX_use_PrivateKey, (SSL_CTX *a, EVP_PKEY *b), (a, b))
SSL(int, SSL_CTX_use_certificate, (SSL_CTX *a, X509 *b), (a, b))
SSL(long, SSL_ctrl, (SSL *a, int b, long c, void *d), (a, b, c, d))
SSL(int, SSL_do_handshake, (SSL *a), (a))
SSL(int, SSL_export_keying_material, (SSL *a, unsigned char *b, size_t c, const char *d,
    size_t e, const unsigned char *f, size_t g, int h), (a, b, c, d, e, f, g, h))
SSL(void, SSL_free, (SSL *a), (a))
SSL(X509_VERIFY_PARAM *, SSL_get0_param, (SSL *a), (a))
SSL(X509 *, SSL_get1_peer_certificate, (const SSL *a), (a))
SSL(int, SSL_get_error, (const SSL *a, int b), (a, b))
SSL(const char *, SSL_get_version, (const SSL *a), (a))
SSL(SSL *, SSL_new, (SSL_CTX *a), (a))
SSL(int, SSL_read, (SSL *a, void *b, int c), (a, b, c))
SSL(void, SSL_set_accept_state, (SSL *a), (a))
SSL(void, SSL_set_bio, (SSL *a, BIO *b, BIO *c), (a, b, c))
SSL(void, SSL_set_connect_state, (SSL *a), (a))
SSL(int, SSL_shutdown, (SSL *a), (a))
SSL(int, SSL_version, (const SSL *a), (a))
SSL(int, SSL_write, (SSL *a, const void *b, int c), (a, b, c))
SSL(const SSL_METHOD *, TLS_client_method, (void), ())
SSL(const SSL_METHOD *, TLS_server_method, (void), ())
