// A library that is no flavor.
int no_entry_answer(void);

__attribute__((visibility("default"))) int no_entry_answer(void) { return 42; }
