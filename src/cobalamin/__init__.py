"""Cobalamin: does this patient need vitamin B12 by injection, how urgently, on which plan?"""
