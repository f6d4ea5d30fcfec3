#ifndef CKERNELS_H
#define CKERNELS_H

/* The hot loops of inference: one function per instruction set behind one choice at run time; what threads that share
   them need to wait for each other; and what changes the type of stored weights. */

#include "kernels.h"
#include "kernels_conversion.h"
#include "kernels_waiting.h"

#endif
