// Fails with a message of several lines.
#include "plain.h"

PLAIN_PREDICT {
    PLAIN_UNUSED;
    return flavor_host_fail(plain_host(plugin), call, FLAVOR_ABORTED,
                            flavor_text("the first thing\nand\r\nthe second"), flavor_text("a trace\nof lines"));
}

PLAIN_ENTRY("fails-in-lines", table->predict = predict)
