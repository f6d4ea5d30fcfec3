// Needs a symbol that only a host could have.
#include "plain.h"

int flavorhost_secret_service(void);

PLAIN_ENTRY("imports-host-symbol", table->header_version = (uint32_t)flavorhost_secret_service())
