// Both tables are longer than this header's, as later ones would be.
#include "conversion.h"

CONVERSION_ENTRY("long-abilities", {
    plan->struct_size = (uint32_t)sizeof conversion_plan;
    export->struct_size = (uint32_t)sizeof conversion_export;
})
