/* The word list of the recovery cards (catalogue/words/es.txt), as it stands in the file. */
    .section .rodata
    .global amparo_words_es_begin
    .global amparo_words_es_end
amparo_words_es_begin:
    .incbin AMPARO_WORDS_ES
amparo_words_es_end:
    .section .note.GNU-stack,"",@progbits
