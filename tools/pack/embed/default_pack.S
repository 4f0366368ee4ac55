/* The bytes of the default pack, as compiled from catalogue/. */
    .section .rodata
    .balign 16
    .global amparo_default_pack_begin
    .global amparo_default_pack_end
amparo_default_pack_begin:
    .incbin "default.pack"
amparo_default_pack_end:
    .byte 0
    .section .note.GNU-stack, "", @progbits
