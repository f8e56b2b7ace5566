#include "cre2_shim.h"

#include <re2/re2.h>

#include <new>
#include <vector>

struct cre2_pattern {
    RE2 expression;
    cre2_pattern(const re2::StringPiece &text, const RE2::Options &options) : expression(text, options) {}
};

cre2_pattern *cre2_compile(const char *pattern, size_t length, int64_t max_memory) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(max_memory);
    return new (std::nothrow) cre2_pattern(re2::StringPiece(pattern, length), options);
}

const char *cre2_error(const cre2_pattern *pattern) {
    return pattern->expression.ok() ? nullptr : pattern->expression.error().c_str();
}

int cre2_group_count(const cre2_pattern *pattern) {
    return pattern->expression.NumberOfCapturingGroups();
}

bool cre2_matches(const cre2_pattern *pattern, const char *text, size_t length) {
    return pattern->expression.Match(re2::StringPiece(text, length), 0, length, RE2::UNANCHORED, nullptr, 0);
}

bool cre2_find(const cre2_pattern *pattern, const char *text, size_t length, size_t start, int64_t *offsets, int groups) {
    if (start > length) return false;
    std::vector<re2::StringPiece> found(static_cast<size_t>(groups) + 1);
    if (!pattern->expression.Match(re2::StringPiece(text, length), start, length, RE2::UNANCHORED, found.data(), groups + 1))
        return false;
    for (size_t index = 0; index < found.size(); index++) {
        bool took_part = found[index].data() != nullptr;
        offsets[2 * index] = took_part ? found[index].data() - text : -1;
        offsets[2 * index + 1] = took_part ? found[index].data() - text + static_cast<int64_t>(found[index].size()) : -1;
    }
    return true;
}

void cre2_destroy(cre2_pattern *pattern) {
    delete pattern;
}
