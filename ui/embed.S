/* The packed page as read-only data. */
    .section .rodata
    .balign 16
    .global amparo_page_begin
    .global amparo_page_end
amparo_page_begin:
    .incbin "page.blob"
amparo_page_end:
    .byte 0
    .section .note.GNU-stack,"",@progbits
