extension PythonLoader {
    /// The part that finds stop strings, as the host does and transformers, whose own search would need PyTorch.
    static let stopStrings = """
        class Pieces:
            \"\"\"What single tokens add in the middle of a text, as bytes: a token may be a part of a character.\"\"\"

            def __init__(self, tokenizer):
                self.tokenizer = tokenizer
                self.has_byte_tokens = "ByteFallback" in str(tokenizer.backend_tokenizer.decoder)
                self.special = {id for id, token in tokenizer.added_tokens_decoder.items() if token.special}
                # An ordinary text before the token, so that decoding treats it as one in the middle.
                self.prefix = tokenizer("abcdef", add_special_tokens=False)["input_ids"]
                text = tokenizer.decode(self.prefix)
                self.prefix_text = text if text.endswith("abcdef") else ""

            def bytes(self, id):
                byte = re.fullmatch("<0x([0-9A-Fa-f]{2})>", self.tokenizer.convert_ids_to_tokens(id) or "")
                if byte and self.has_byte_tokens:
                    return bytes.fromhex(byte[1])
                text = self.tokenizer.decode([*self.prefix, id])
                if self.prefix_text and text.startswith(self.prefix_text):
                    return text[len(self.prefix_text):].encode()
                return self.tokenizer.decode([id]).encode()


        class StopStrings:
            \"\"\"Finds the stop string that a new token completes; it may begin in the prompt, and run over special tokens.\"\"\"

            def __init__(self, strings, prompt, pieces):
                self.strings = [string.encode() for string in strings]
                self.longest = max(map(len, self.strings))
                self.pieces = pieces
                self.count = 0
                # The last tokens: the place among the new ones, the bytes, and whether these are in the text.
                last = prompt[max(0, len(prompt) - self.longest):]
                self.window = [(index - len(last), pieces.bytes(id), False) for index, id in enumerate(last)]

            def append(self, id):
                \"\"\"The token that the stop string begins in, and what new tokens have put into the text from there; or None.\"\"\"
                last = self.pieces.bytes(id)
                self.window = [*self.window, (self.count, last, id not in self.pieces.special)][-self.longest:]
                self.count += 1
                whole = b"".join(piece for _, piece, _ in self.window)
                for end in range(len(whole) - len(last) + 1, len(whole) + 1):
                    found = [len(string) for string in self.strings if whole[:end].endswith(string)]
                    if found:
                        return self.match(end - max(found))
                return None

            def match(self, begin):
                token, text, start = None, b"", 0
                for place, piece, is_text in self.window:
                    end = start + len(piece)
                    if end > begin:
                        token = place if token is None else token
                        text += piece[max(0, begin - start):] if is_text else b""
                    start = end
                return token, text.decode(errors="replace")


        """
}
