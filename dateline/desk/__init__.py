"""The desk: one local web page where every value of the record can be traced to its sentence."""
