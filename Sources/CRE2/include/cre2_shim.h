// A plain C face for the part of RE2 that CEL needs: compile, test, find, destroy.
// RE2 matches in time linear in the text, so patterns from untrusted rules cannot run away.
#ifndef CRE2_SHIM_H
#define CRE2_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cre2_pattern cre2_pattern;

/// Compiles a UTF-8 pattern; `max_memory` bounds its program and its automaton, in bytes.
/// Never null, unless memory is exhausted; ask `cre2_error` whether the pattern is good.
cre2_pattern *cre2_compile(const char *pattern, size_t length, int64_t max_memory);

/// Null for a good pattern; otherwise a message that lives as long as the pattern.
const char *cre2_error(const cre2_pattern *pattern);

/// The number of capturing groups.
int cre2_group_count(const cre2_pattern *pattern);

/// Whether the pattern matches anywhere in the text. Safe to call from several threads.
bool cre2_matches(const cre2_pattern *pattern, const char *text, size_t length);

/// Finds the first match that begins at or after `start`. Writes the begin and end offsets of the whole match and
/// of the first `groups` groups into `offsets` (2 * (groups + 1) numbers; -1 for a group that took no part).
bool cre2_find(const cre2_pattern *pattern, const char *text, size_t length, size_t start, int64_t *offsets, int groups);

void cre2_destroy(cre2_pattern *pattern);

#ifdef __cplusplus
}
#endif

#endif
