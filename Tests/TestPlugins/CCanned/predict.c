// Predicting: an answer at once, or a character for each token.
#define _POSIX_C_SOURCE 200809L

#include "canned.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// The bytes of the character that begins at a place.
static uint64_t width(const char *place) {
    unsigned char first = (unsigned char)*place;
    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

static int64_t number(const char *place) {
    static const unsigned char mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint64_t count = width(place);
    int64_t number = (unsigned char)place[0] & mask[count];
    for (uint64_t index = 1; index < count; index++) number = number << 6 | ((unsigned char)place[index] & 0x3F);
    return number;
}

static int64_t count_characters(flavor_string text) {
    int64_t count = 0;
    for (uint64_t index = 0; index < text.size; index += width(text.data + index)) count++;
    return count;
}

static flavor_string answer_of(const canned_model *model, flavor_string prompt) {
    flavor_string answer = {"", 0};
    const char *last = NULL;
    for (size_t index = 0; index < model->count; index++) {
        const char *place = canned_last(prompt, model->lines[index].asked);
        if (!place || (last && place <= last)) continue;
        last = place;
        answer = model->lines[index].answer;
    }
    return answer;
}

/// What is asked of one answer.
typedef struct work {
    flavor_string prompt, answer;
    /// How many bytes of the answer are told, how many characters are counted.
    uint64_t told;
    int64_t count;
    int is_stopped, is_full;
    double pause;
} work;

static int is_true(const flavor_value *params, const char *name, int otherwise) {
    const flavor_value *value = canned_find(params, name);
    return value && value->kind == FLAVOR_KIND_BOOL ? value->as.boolean != 0 : otherwise;
}

static int stops(const work *work, const flavor_value *stop, int keeps, uint64_t end, uint64_t *told) {
    if (!stop || stop->kind != FLAVOR_KIND_STRING || stop->as.string.size > end) return 0;
    if (memcmp(work->answer.data + end - stop->as.string.size, stop->as.string.data, stop->as.string.size) != 0) return 0;
    *told = keeps ? end : end - stop->as.string.size;
    return 1;
}

/// How far the answer goes under limit and stop strings.
static void limit(work *work, const flavor_value *params) {
    const flavor_value *most = canned_find(params, "max_new_tokens"), *stop = canned_find(params, "stop_strings");
    int keeps = is_true(params, "include_stop_str_in_output", 1);
    int64_t room = most && most->kind == FLAVOR_KIND_INT64 ? most->as.int64 : 256;
    uint64_t end = 0;
    while (work->count < room) {
        work->count++;
        if (end == work->answer.size) {
            work->is_stopped = 1;
            return;
        }
        end += width(work->answer.data + end);
        work->told = end;
        if (stop && stop->kind == FLAVOR_KIND_LIST) {
            for (uint64_t index = 0; index < stop->as.list.count && !work->is_stopped; index++)
                work->is_stopped = stops(work, &stop->as.list.items[index], keeps, end, &work->told);
        } else {
            work->is_stopped = stops(work, stop, keeps, end, &work->told);
        }
        if (work->is_stopped) return;
    }
}

static int wait(const flavor_call *call, double seconds) {
    struct timespec time = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    if (seconds > 0) nanosleep(&time, NULL);
    return !flavor_call_cancelled(call);
}

/// Emits a value with the totals.
static int32_t finish(const work *work, flavor_string text, const flavor_sink *sink) {
    int64_t *ids = calloc((size_t)work->count + 1, sizeof *ids);
    if (!ids) return FLAVOR_EMIT_STOP;
    uint64_t end = 0;
    for (int64_t index = 0; index < work->count && end < work->answer.size; index++) {
        ids[index] = number(work->answer.data + end);
        end += width(work->answer.data + end);
    }
    flavor_tensor tensor;
    memset(&tensor, 0, sizeof tensor);
    tensor.data = ids;
    tensor.device.type = FLAVOR_DEVICE_CPU;
    tensor.ndim = 1;
    tensor.dtype.code = FLAVOR_DTYPE_INT;
    tensor.dtype.bits = 64;
    tensor.dtype.lanes = 1;
    tensor.shape = &work->count;
    flavor_entry entries[] = {
        {flavor_text("token_ids"), canned_null()},
        {flavor_text("finish_reason"), canned_string(flavor_text(work->is_stopped ? "stop" : "length"))},
        {flavor_text("prompt_tokens"), canned_int(count_characters(work->prompt))},
        {flavor_text("completion_tokens"), canned_int(work->count)},
    };
    entries[0].value.kind = FLAVOR_KIND_TENSOR;
    entries[0].value.as.tensor = &tensor;
    flavor_value info = canned_map(entries, sizeof entries / sizeof *entries), value = canned_string(text);
    int32_t answer = flavor_sink_emit(sink, &value, &info);
    free(ids);
    return answer;
}

static flavor_status cancelled(const flavor_host *host, const flavor_call *call, int64_t count) {
    char line[64];
    snprintf(line, sizeof line, "c-canned was stopped after %lld tokens", (long long)count);
    flavor_host_log(host, call, FLAVOR_LOG_INFO, flavor_text(line));
    return canned_fail(host, call, FLAVOR_CANCELLED, "the answer was cancelled");
}

static flavor_status stream(const flavor_host *host, const flavor_call *call, const work *work,
                            const flavor_sink *sink) {
    if (work->is_full) {
        flavor_value prompt = canned_string(work->prompt);
        if (flavor_sink_emit(sink, &prompt, NULL) != FLAVOR_EMIT_CONTINUE) return cancelled(host, call, 0);
    }
    int64_t count = 0;
    for (uint64_t end = 0; end < work->told; count++) {
        if (!wait(call, work->pause)) return cancelled(host, call, count);
        flavor_value piece = canned_string((flavor_string){work->answer.data + end, width(work->answer.data + end)});
        end += piece.as.string.size;
        if (flavor_sink_emit(sink, &piece, NULL) != FLAVOR_EMIT_CONTINUE) return cancelled(host, call, count + 1);
    }
    finish(work, flavor_text(""), sink);
    return FLAVOR_OK;
}

static flavor_status unary(const flavor_host *host, const flavor_call *call, const work *work, const flavor_sink *sink) {
    for (int64_t index = 0; index < work->count; index++)
        if (!wait(call, work->pause)) return cancelled(host, call, index);
    if (!work->is_full) {
        finish(work, (flavor_string){work->answer.data, work->told}, sink);
        return FLAVOR_OK;
    }
    char *text = malloc(work->prompt.size + work->told + 1);
    if (!text) return canned_fail(host, call, FLAVOR_RESOURCE_EXHAUSTED, "no memory for the answer");
    memcpy(text, work->prompt.data, work->prompt.size);
    memcpy(text + work->prompt.size, work->answer.data, work->told);
    finish(work, (flavor_string){text, work->prompt.size + work->told}, sink);
    free(text);
    return FLAVOR_OK;
}

flavor_status canned_predict(const flavor_plugin *plugin, flavor_model *model, const flavor_call *call,
                             const flavor_value *input, const flavor_value *params, const flavor_sink *sink) {
    const flavor_host *host = canned_host(plugin);
    const flavor_value *prompt = canned_find(input, "prompt");
    if (!prompt) prompt = input;
    if (prompt->kind != FLAVOR_KIND_STRING)
        return canned_fail(host, call, FLAVOR_INVALID_ARGUMENT, "the input: expected one prompt, a string");
    if (is_true(params, "do_sample", 0))
        return canned_fail(host, call, FLAVOR_UNIMPLEMENTED, "do_sample: expected false: there is one answer");
    const flavor_value *pause = canned_find(params, "pause");
    work work = {.prompt = prompt->as.string, .answer = answer_of((canned_model *)model, prompt->as.string)};
    work.is_full = is_true(params, "return_full_text", 1);
    work.pause = pause && pause->kind == FLAVOR_KIND_DOUBLE ? pause->as.float64 : ((canned_model *)model)->pause;
    limit(&work, params);
    return flavor_sink_mode(sink) == FLAVOR_SINK_STREAM ? stream(host, call, &work, sink)
                                                        : unary(host, call, &work, sink);
}
