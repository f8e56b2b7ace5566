#include <curl/curl.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

// Swift cannot call functions with variable arguments, so each kind of option has its own setter here.

static inline CURLcode onpace_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode onpace_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode onpace_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode onpace_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode onpace_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*onpace_curl_reader)(char *buffer, size_t size, size_t count, void *context);

static inline CURLcode onpace_curl_set_reader(CURL *handle, onpace_curl_reader reader, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_READFUNCTION, reader);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_READDATA, context);
}

typedef size_t (*onpace_curl_writer)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode onpace_curl_set_body_writer(CURL *handle, onpace_curl_writer writer, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, writer);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}

static inline CURLcode onpace_curl_set_header_writer(CURL *handle, onpace_curl_writer writer, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, writer);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
}

// Asked before every connection; CURL_SOCKET_BAD refuses it.
typedef curl_socket_t (*onpace_curl_opener)(void *context, curlsocktype purpose, struct curl_sockaddr *address);

static inline CURLcode onpace_curl_set_opener(CURL *handle, onpace_curl_opener opener, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, opener);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context);
}

// The socket that libcurl would open itself, which no other program inherits.
static inline curl_socket_t onpace_curl_open(const struct curl_sockaddr *address) {
    curl_socket_t file = socket(address->family, address->socktype, address->protocol);
    if (file != CURL_SOCKET_BAD) fcntl(file, F_SETFD, FD_CLOEXEC);
    return file;
}

// The address's bytes, 4 or 16 of them; returns how many, 0 for another family.
static inline int onpace_curl_address(const struct curl_sockaddr *address, unsigned char bytes[16]) {
    if (address->family == AF_INET) {
        memcpy(bytes, &((const struct sockaddr_in *)&address->addr)->sin_addr, 4);
        return 4;
    }
    if (address->family == AF_INET6) {
        memcpy(bytes, &((const struct sockaddr_in6 *)&address->addr)->sin6_addr, 16);
        return 16;
    }
    return 0;
}

typedef int (*onpace_curl_tracer)(CURL *handle, curl_infotype type, char *data, size_t size, void *context);

static inline CURLcode onpace_curl_set_tracer(CURL *handle, onpace_curl_tracer tracer, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, tracer);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_DEBUGDATA, context);
}

static inline CURLcode onpace_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
